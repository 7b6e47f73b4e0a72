//! Small black text in a press file overprints the colors below it. If it were cut out of them, a
//! plate that is not in register would leave a white edge around each letter.
//!
//! The engine has no overprint. It writes the color of a run of text right before the run, so the
//! content is edited as bytes: lopdf would parse and write all of it, with every path.

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use memchr::memmem;

/// The start of a run of text in black ink alone, as the engine writes it. What follows is a space,
/// or a mark such as that of the text that a space stands for.
const BLACK_TEXT: &[u8] = b"0 0 0 1 k\nBT";

/// The end of a run of text.
const END: &[u8] = b"\nET\n";

/// Larger black text is cut out of the colors below it, which would show through it. In points.
const LARGEST: f64 = 24.0;

/// The names of the graphics states in the resources of a page.
pub(super) const OVERPRINT: &str = "PeerpressOverprint";
const KNOCKOUT: &str = "PeerpressKnockout";

/// Returns the content of a page in which small black text overprints, and whether there is any.
pub(super) fn overprint_black(content: &[u8]) -> (Vec<u8>, bool) {
    let (mut out, mut done) = (Vec::with_capacity(content.len()), 0);
    for start in memmem::find_iter(content, BLACK_TEXT) {
        let Some(length) = memmem::find(&content[start..], END) else { break };
        // The run of text without its color, up to and with `ET`.
        let (from, to) = (start + b"0 0 0 1 k\n".len(), start + length + END.len());
        let is_whole = start == 0 || content[start - 1].is_ascii_whitespace();
        if !is_whole || largest_size(&content[from..to]) > LARGEST {
            continue;
        }
        out.extend(&content[done..from]);
        out.extend(format!("/{OVERPRINT} gs\n").bytes());
        out.extend(&content[from..to]);
        out.extend(format!("/{KNOCKOUT} gs\n").bytes());
        done = to;
    }
    out.extend(&content[done..]);
    (out, done > 0)
}

/// The largest size of a font in a run of text, in points.
fn largest_size(run: &[u8]) -> f64 {
    let words: Vec<&[u8]> = run.split(u8::is_ascii_whitespace).collect();
    let size_before = |pair: &[&[u8]]| match pair {
        [size, b"Tf"] => std::str::from_utf8(size).ok()?.parse().ok(),
        _ => None,
    };
    words.windows(2).filter_map(size_before).fold(0.0, f64::max)
}

/// Adds the graphics states that [`overprint_black`] refers to to the resources of a page.
pub(super) fn add_states(pdf: &mut Document, page: ObjectId) -> lopdf::Result<()> {
    for (name, is_on) in [(OVERPRINT, true), (KNOCKOUT, false)] {
        // In mode 1, an ink that a color does not have stays as it is below.
        let state = dictionary! { "Type" => "ExtGState", "op" => is_on, "OP" => is_on, "OPM" => 1 };
        set_resource(pdf, page, b"ExtGState", name, Object::Dictionary(state))?;
    }
    Ok(())
}

/// Names something in the resources of a page, under a category such as `ExtGState`.
pub(super) fn set_resource(
    pdf: &mut Document,
    page: ObjectId,
    category: &[u8],
    name: &str,
    value: Object,
) -> lopdf::Result<()> {
    let mut resources = dictionary_of(pdf, pdf.get_dictionary(page)?, b"Resources");
    let mut known = dictionary_of(pdf, &resources, category);
    known.set(name, value);
    resources.set(category, known);
    pdf.get_object_mut(page)?.as_dict_mut()?.set("Resources", resources);
    Ok(())
}

/// A copy of the dictionary under a key, or an empty one.
fn dictionary_of(pdf: &Document, parent: &Dictionary, key: &[u8]) -> Dictionary {
    let found = parent.get(key).and_then(|value| pdf.dereference(value));
    found.and_then(|(_, value)| value.as_dict()).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_black_text_overprints() {
        let run = |color: &str, size: &str| {
            format!(
                "q 1 0 0 -1 3 4 cm {color} k\nBT 0 Tr/f1 {size} Tf 1 0 0 -1 0 0 Tm<0004>Tj\nET\nQ\n"
            )
        };
        let text = |color: &str, size: &str| {
            let (out, found) = overprint_black(run(color, size).as_bytes());
            assert_eq!(found, out.len() > run(color, size).len());
            found
        };
        assert!(text("0 0 0 1", "10.5"));
        assert!(!text("0 0 0 1", "30"), "large text would show what is below it");
        assert!(!text("0.1 0 0 1", "10.5"), "other inks would mix with those below");
        assert!(!text("10 0 0 1", "10.5") && !text("0 0 0 0", "10.5"));
        let space = run("0 0 0 1", "9").replace("BT ", "BT/Span<</ActualText<feff00a0>>>BDC ");
        assert!(overprint_black(space.as_bytes()).1, "a space that does not break");
        let (out, _) = overprint_black(run("0 0 0 1", "9").repeat(2).as_bytes());
        let out = String::from_utf8(out).unwrap();
        let state = |name: &str| out.matches(&format!("/{name} gs\n")).count();
        assert_eq!((state(OVERPRINT), state(KNOCKOUT)), (2, 2));
        assert!(out.contains("k\n/PeerpressOverprint gs\nBT ") && out.ends_with("gs\nQ\n"));
    }
}
