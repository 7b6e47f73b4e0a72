//! The look of `changes.html`: the colors of the brand, and its faces.

use std::collections::BTreeSet;

use data_encoding::BASE64;

use super::faces;
use crate::color::contrast;
use crate::content::brand::Brand;
use crate::typeset::Fonts;

const WHITE: [u8; 3] = [255; 3];
const BLACK: [u8; 3] = [0; 3];

/// The contrast of text that WCAG 2.1 asks for (1.4.3), and that of a mark (1.4.11).
const TEXT: f64 = 4.5;
const MARK: f64 = 3.0;

/// What the page is set in.
#[derive(Debug)]
pub(crate) struct Look<'a> {
    pub brand: &'a Brand,
    pub fonts: &'a Fonts,
}

impl Look<'_> {
    /// The styles of a page with these letters.
    pub(super) fn style(&self, letters: &BTreeSet<char>) -> String {
        let colors = &self.brand.colors;
        let band = colors.headline.channels();
        let variables = [
            ("band", band),
            ("on-band", on(band, colors.ground.channels(), TEXT)),
            ("ground", colors.ground.channels()),
            ("ink", on(colors.ground.channels(), colors.text.channels(), TEXT)),
            ("heading", on(WHITE, colors.heading.channels(), TEXT)),
            ("text", on(WHITE, colors.text.channels(), TEXT)),
            ("rule", colors.rule.channels()),
            ("changed", colors.panel.channels()),
            ("on-changed", on(colors.panel.channels(), colors.text.channels(), TEXT)),
            ("mark", on(WHITE, colors.accent.channels(), MARK)),
        ];
        let variables = variables.map(|(name, [red, green, blue])| {
            format!("--{name}: #{red:02x}{green:02x}{blue:02x};")
        });
        let typefaces = &self.brand.typefaces;
        let (display, text) = (typefaces.display(), typefaces.text());
        let faces: String = [("display", display, 600), ("text", text, 400), ("text", text, 600)]
            .into_iter()
            .filter_map(|(role, family, weight)| {
                let font = faces::web_font(self.fonts, family, weight, letters)?;
                let font = BASE64.encode(&font);
                Some(format!(
                    "@font-face {{ font-family: \"{role}\"; font-weight: {weight}; \
                     src: url(data:font/ttf;base64,{font}); }}\n"
                ))
            })
            .collect();
        format!("{faces}:root {{ {} }}\n{}", variables.concat(), include_str!("page/changes.css"))
    }
}

/// Returns a color for a ground: the wanted one, or white or black if its contrast is too low.
fn on(ground: [u8; 3], wanted: [u8; 3], needed: f64) -> [u8; 3] {
    if contrast(ground, wanted) >= needed {
        wanted
    } else if contrast(ground, WHITE) > contrast(ground, BLACK) {
        WHITE
    } else {
        BLACK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_color_that_cannot_be_read_gives_way() {
        assert_eq!(on(WHITE, [0x1f, 0x6f, 0x78], TEXT), [0x1f, 0x6f, 0x78]);
        assert_eq!(on(WHITE, [250, 240, 200], TEXT), BLACK);
        assert_eq!(on([10, 20, 30], [40, 40, 40], TEXT), WHITE);
    }
}
