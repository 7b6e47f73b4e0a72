//! Whether the fonts of the project have the letters of a language.

use icu_locale::exemplar_chars::ExemplarCharactersBorrowed;
use icu_locale_core::Locale;
use typst::text::FontInfo;
use unicode_script::{Script, UnicodeScript};

use super::engine::Offer;
use crate::content::data_file::DataFile;
use crate::content::{Content, language_tag};
use crate::diagnostic::{Code, Finding};

/// At most this many missing letters are named.
const MOST_LETTERS: usize = 12;

/// Whether templates set a letter in the typefaces of the brand. They choose a font of its own for
/// scripts such as Arabic.
pub(super) fn is_of_typeface(letter: char) -> bool {
    matches!(letter.script(), Script::Latin | Script::Greek | Script::Cyrillic)
}

pub(super) fn has_letter(fonts: &[&FontInfo], letter: char) -> bool {
    fonts.iter().any(|font| font.coverage.contains(letter as u32))
}

/// The letters of a language; none if CLDR does not know them.
pub(super) fn letters(lang: &str) -> Vec<char> {
    let Ok(locale) = Locale::try_from_str(lang) else { return Vec::new() };
    let letters = ExemplarCharactersBorrowed::try_new_main(&locale.into());
    letters.map(|letters| letters.code_points().iter_chars().collect()).unwrap_or_default()
}

/// Letters as a message names them, after "letters of" and the language.
pub(super) fn name_letters(lang: &str, letters: &[char]) -> String {
    let language = language_tag::name(lang).map_or(lang, |name| name.english);
    let named: Vec<String> = letters.iter().take(MOST_LETTERS).map(char::to_string).collect();
    let more = if letters.len() > MOST_LETTERS { ", …" } else { "" };
    format!("letters of {language}: {}{more}", named.join(", "))
}

/// Whether a language has letters that no typeface of a brand is asked for.
pub(super) fn has_own_script(lang: &str) -> bool {
    letters(lang).into_iter().any(|letter| !is_of_typeface(letter))
}

/// The published languages, and drafts among the selected ones, most of whose letters no font has,
/// each with a finding. No piece can be made in them.
pub(super) fn find_unwritable(
    content: &Content,
    offer: &Offer,
    selected: &[String],
) -> Vec<(String, Finding)> {
    let fonts: Vec<&FontInfo> = offer.fonts.iter().collect();
    let is_made = |lang: &str| !content.is_draft(lang) || selected.iter().any(|it| it == lang);
    let languages = content.all_languages().enumerate().filter(|(_, lang)| is_made(lang));
    let unwritable = languages.filter_map(|(index, lang)| {
        let letters: Vec<char> =
            letters(lang).into_iter().filter(|letter| !is_of_typeface(*letter)).collect();
        let missing: Vec<char> =
            letters.iter().copied().filter(|letter| !has_letter(&fonts, *letter)).collect();
        let first = missing.first().filter(|_| 2 * missing.len() > letters.len())?;
        let message = format!("no font in `fonts` has {}", name_letters(lang, &missing));
        let hint = format!(
            "{}; until then, no piece is made in `{lang}`, and none offers it",
            advice_for(lang, *first)
        );
        let place = content.place(DataFile::Program.path(), &format!("/languages/{index}"));
        Some((lang.to_owned(), Finding::new(Code::MissingGlyph, message).at(place).hint(hint)))
    });
    unwritable.collect()
}

/// Which font to add for a language that lacks this letter. Languages share Chinese characters, but
/// not their shapes.
fn advice_for(lang: &str, letter: char) -> String {
    let family = match lang.split('-').next().unwrap_or_default() {
        "ja" => "Noto Sans JP",
        "ko" => "Noto Sans KR",
        "yue" => "Noto Sans TC",
        "zh" if lang.starts_with("zh-Hant") => "Noto Sans TC",
        "zh" => "Noto Sans SC",
        _ => return advice(letter),
    };
    format!("add the font {family} to `fonts/`")
}

/// Which font to add for a character, or what else to do.
pub(crate) fn advice(character: char) -> String {
    let family = match character.script() {
        Script::Han => "Noto Sans SC (Chinese) or Noto Sans JP (Japanese)".to_owned(),
        Script::Hiragana | Script::Katakana => "Noto Sans JP".to_owned(),
        Script::Hangul => "Noto Sans KR".to_owned(),
        Script::Common | Script::Inherited | Script::Unknown => {
            return "remove it if it is an emoji or was pasted by accident; otherwise add a font \
                    that has it to `fonts/`"
                .to_owned();
        }
        script => format!("Noto Sans {}", script.full_name().replace('_', " ")),
    };
    format!("add the font {family} to `fonts/`")
}
