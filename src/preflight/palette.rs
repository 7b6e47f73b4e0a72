//! The project's color tokens, to name the token behind a color in a finished file.
//!
//! A file contains inks, not names. Where the inks of a token are the inks of a mark, that token is
//! named; otherwise messages say so and name the nearest one.

use std::cell::OnceCell;
use std::fs;

use typst::syntax::ast::{self, AstNode};
use typst::syntax::{SyntaxNode, parse};

use crate::pdf::Inks;
use crate::project::Project;

/// The file that defines the color tokens of all templates.
const TOKENS: &str = "templates/shared/tokens.typ";

/// The maximum difference between the inks of a token and those of a mark, from 0 to 1.
const ROUNDING: f64 = 0.006;

/// A color token.
struct ColorToken {
    name: String,
    /// The screen color, as `#123B4A`.
    rgb: Option<String>,
    /// The CMYK values, from 0 to 1.
    cmyk: [f64; 4],
}

/// The color tokens of a project, read when they are first needed.
pub(super) struct Palette<'a> {
    project: Option<&'a Project>,
    tokens: OnceCell<Vec<ColorToken>>,
}

impl<'a> Palette<'a> {
    pub(super) fn new(project: Option<&'a Project>) -> Self {
        Self { project, tokens: OnceCell::new() }
    }

    fn tokens(&self) -> &[ColorToken] {
        self.tokens.get_or_init(|| {
            let text = self.project.map(|project| fs::read_to_string(project.path(TOKENS)));
            text.and_then(Result::ok).map(|text| read_tokens(&text)).unwrap_or_default()
        })
    }

    /// Returns the token nearest to inks, and whether its inks are the same.
    fn nearest(&self, inks: Inks) -> Option<(&str, bool)> {
        let difference = |token: &ColorToken| {
            let pairs = token.cmyk.iter().zip(inks.cmyk);
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) + inks.spot
        };
        let by_difference =
            |a: &&ColorToken, b: &&ColorToken| difference(a).total_cmp(&difference(b));
        let token = self.tokens().iter().min_by(by_difference)?;
        Some((&token.name, difference(token) < ROUNDING))
    }

    /// Returns the token that has exactly these inks.
    pub(super) fn name(&self, inks: Inks) -> Option<&str> {
        self.nearest(inks).filter(|(_, is_same)| *is_same).map(|(name, _)| name)
    }

    /// Finds the token that has a color on a screen.
    pub(super) fn find_rgb(&self, rgb: [u8; 3]) -> Option<&str> {
        let hex = hex(rgb);
        let token = self.tokens().iter().find(|token| token.rgb.as_ref() == Some(&hex))?;
        Some(&token.name)
    }

    /// Describes inks: "C 90, M 60, Y 45, K 45, the color token `night`".
    pub(super) fn describe(&self, inks: Inks, spot: Option<&str>) -> String {
        let text = inks.describe(spot);
        match self.name(inks) {
            Some(name) => format!("{text}, the color token `{name}`"),
            None => text,
        }
    }

    /// Returns the hint that says where to change the inks of a color.
    pub(super) fn hint(&self, inks: Inks, change: &str) -> String {
        match self.nearest(inks) {
            Some((name, true)) => format!("{change} of the color token `{name}` in `{TOKENS}`"),
            Some((name, false)) => format!(
                "{change} of this color in the template; no color token has these ink values; \
                 the nearest is `{name}` in `{TOKENS}`"
            ),
            None => format!("{change} of this color in the template"),
        }
    }
}

/// Writes a color as `#123B4A`.
pub(super) fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// Returns the named colors of a Typst file: each `name: …` with a `cmyk(…)` of four
/// percentages.
fn read_tokens(text: &str) -> Vec<ColorToken> {
    let mut tokens = Vec::new();
    collect_tokens(&parse(text), &mut tokens);
    tokens
}

fn collect_tokens(node: &SyntaxNode, tokens: &mut Vec<ColorToken>) {
    if let Some(named) = node.cast::<ast::Named<'_>>()
        && let Some(cmyk) = find_call(node, "cmyk").and_then(percentages)
    {
        let rgb = find_call(node, "rgb").and_then(|call| match call.args().items().next()? {
            ast::Arg::Pos(ast::Expr::Str(hex)) => Some(hex.get().to_uppercase().to_string()),
            _ => None,
        });
        tokens.push(ColorToken { name: named.name().get().to_string(), rgb, cmyk });
        return;
    }
    node.children().for_each(|child| collect_tokens(child, tokens));
}

/// Returns the first call of a function below a node.
fn find_call<'n>(node: &'n SyntaxNode, name: &str) -> Option<ast::FuncCall<'n>> {
    if let Some(call) = node.cast::<ast::FuncCall<'_>>()
        && call.callee().to_untyped().full_text() == name
    {
        return Some(call);
    }
    node.children().find_map(|child| find_call(child, name))
}

fn percentages(call: ast::FuncCall<'_>) -> Option<[f64; 4]> {
    let share = |arg| match arg {
        ast::Arg::Pos(ast::Expr::Numeric(number)) => Some(number.get().0 / 100.0),
        _ => None,
    };
    let shares: Option<Vec<f64>> = call.args().items().map(share).collect();
    shares?.try_into().ok()
}
