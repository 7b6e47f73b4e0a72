//! The typefaces of the brand: whether the project has them, with the weights and the letters that
//! its pieces need.

use typst::text::{FontInfo, FontStyle};

use super::engine::{Engine, Offer};
use super::letters::{
    find_unwritable, has_letter, has_own_script, is_of_typeface, letters, name_letters,
};
use crate::content::Content;
use crate::content::data_file::DataFile;
use crate::diagnostic::{Code, Finding};
use crate::nearest;

/// The lightest weight of headings and labels.
const HEADING_WEIGHT: u16 = 600;

/// Reports typefaces that the project does not have, that have no heavy weight, or that lack
/// letters of a language of the program, and languages that no font can write, which it notes in
/// the content. `selected` are the languages of the run: nobody misses the fonts of other drafts.
pub(crate) fn check_fonts(
    content: &mut Content,
    offer: &Offer,
    selected: &[String],
) -> Vec<Finding> {
    let chosen = content.brand.typefaces.chosen();
    let mut findings: Vec<Finding> =
        chosen.flat_map(|(role, family)| check_typeface(content, offer, role, family)).collect();
    for (lang, finding) in find_unwritable(content, offer, selected) {
        content.unwritable.insert(lang);
        findings.push(finding);
    }
    findings
}

/// Whether the families that the pieces of a program are set in are more than those of the brand: a
/// language has a script of its own.
pub(crate) fn needs_all_fonts(content: &Content) -> bool {
    content.all_languages().any(has_own_script)
}

fn check_typeface(content: &Content, offer: &Offer, role: &str, family: &str) -> Vec<Finding> {
    let place = content.place(DataFile::Brand.path(), &format!("/typefaces/{role}"));
    let report = |code, message: String, hint: &str| {
        Finding::new(code, message).at(place.clone()).hint(hint)
    };
    let of_family = |font: &&FontInfo| font.family.eq_ignore_ascii_case(family);
    let is_upright = |font: &&FontInfo| font.variant.style == FontStyle::Normal;
    let upright: Vec<&FontInfo> = offer.fonts.iter().filter(of_family).filter(is_upright).collect();
    if upright.is_empty() {
        let message = format!("`fonts` has no upright font of the family `{family}`");
        let hint = match nearest::nearest(family, offer.families.iter().map(String::as_str)) {
            Some(near) if near != family => format!("did you mean `{near}`?"),
            _ if offer.families.is_empty() => "copy its files into `fonts`".to_owned(),
            _ => format!(
                "copy its files into `fonts`, or choose one that is there: {}",
                offer.families.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
            ),
        };
        return vec![report(Code::UnknownTypeface, message, &hint)];
    }
    let mut findings = Vec::new();
    if !upright.iter().any(|font| is_heavy(font)) {
        let message = format!("`{family}` has no weight of {HEADING_WEIGHT} or more in `fonts`");
        let hint = "add its semibold or bold font; until then, headings and labels look like \
                    running text";
        findings.push(report(Code::LightTypeface, message, hint));
    }
    for lang in content.languages() {
        let missing = missing_letters(lang, &upright);
        if missing.is_empty() {
            continue;
        }
        let message = format!("`{family}` lacks {}", name_letters(lang, &missing));
        let hint = "choose a family that has them; until then, another font sets these letters";
        findings.push(report(Code::TypefaceLetters, message, hint));
    }
    findings
}

/// Reports names with letters that the typeface of names lacks.
pub(crate) fn check_names<'a>(
    content: &Content,
    engine: &Engine,
    names: impl Iterator<Item = &'a str>,
) -> Option<Finding> {
    let (_, family) = content.brand.typefaces.chosen().find(|(role, _)| *role == "name")?;
    let fonts = engine.offer().fonts;
    let of_family: Vec<&FontInfo> =
        fonts.iter().filter(|font| font.family.eq_ignore_ascii_case(family)).collect();
    let borrowed = |name: &str| {
        name.chars().find(|letter| is_of_typeface(*letter) && !has_letter(&of_family, *letter))
    };
    let affected: Vec<(&str, char)> =
        names.filter_map(|name| Some((name, borrowed(name)?))).collect();
    let (name, letter) = affected.first()?;
    let message = match affected.len() {
        1 => format!("`{family}` lacks the letter `{letter}` of the name `{name}`"),
        count => {
            format!("`{family}` lacks letters of {count} names, such as `{letter}` of `{name}`")
        }
    };
    let hint = "another font sets these letters, which looks uneven; choose a family for names \
                that has them";
    let place = content.place(DataFile::Brand.path(), "/typefaces/name");
    Some(Finding::new(Code::TypefaceLetters, message).at(place).hint(hint))
}

/// Whether a font is heavy enough for headings, or can be made so.
fn is_heavy(font: &FontInfo) -> bool {
    let can_be = |axis: &typst::text::FontAxis| {
        axis.tag.to_bytes() == *b"wght" && axis.max.0 >= f32::from(HEADING_WEIGHT)
    };
    font.variant.weight.to_number() >= HEADING_WEIGHT || font.axes.iter().any(can_be)
}

/// The letters of a language that no font of a family has.
fn missing_letters(lang: &str, family: &[&FontInfo]) -> Vec<char> {
    let letters = letters(lang).into_iter().filter(|letter| is_of_typeface(*letter));
    letters.filter(|letter| !has_letter(family, *letter)).collect()
}
