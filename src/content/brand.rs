//! The look of the program: its colors by role, the family of its scenery, and its logo.

use std::fs;
use std::path::Path;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use strum::IntoStaticStr;

use super::data_file::DataFile;
use super::text::{ScreenColor, Text, add_format_of};
use crate::project::Project;

/// The brand of a new project. A project without `data/brand.json` has it too.
const STARTER: &str = include_str!("../../data/brand.json");

/// `data/brand.json`: the look of every piece.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Brand {
    /// The colors, by what they are for. A color is `#` and six digits, and Peerpress computes its
    /// inks for the press of each print shop. To choose the inks, write
    /// `{"rgb": "#1F6F78", "cmyk": [85, 40, 45, 15]}`.
    pub colors: Colors,
    /// The scenery of all pieces: `hills`, `water`, `skyline` for a town with houses, or `plain`
    /// for plain planes. The default is `hills`.
    #[serde(default)]
    pub motif: Motif,
    /// The font families. Each role that is left out keeps that of a new project.
    #[serde(default)]
    pub typefaces: Typefaces,
    /// The logo, beside the name of the program at the top of pieces. Without it, there is only the
    /// name.
    pub logo: Option<Logo>,
}

/// The font families, by what they are for. The files of a family lie in `fonts`, upright in the
/// weights 400, 600, and 700, and in italics.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Typefaces {
    /// Headlines, large numbers, and titles, such as `Fraunces`, the default.
    pub display: Option<String>,
    /// Running text, labels, and tables, such as `Source Sans 3`, the default.
    pub text: Option<String>,
    /// The names of people on certificates and badges, such as `Gentium Book Plus`, the default.
    /// Choose a family with all letters that occur in names.
    pub name: Option<String>,
}

impl Typefaces {
    /// The family of headlines.
    pub(crate) fn display(&self) -> &str {
        self.display.as_ref().map_or("Fraunces", |it| it.as_str())
    }

    /// The family of running text.
    pub(crate) fn text(&self) -> &str {
        self.text.as_ref().map_or("Source Sans 3", |it| it.as_str())
    }

    /// The families that the brand chooses, with their roles.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [("display", &self.display), ("text", &self.text), ("name", &self.name)];
        all.into_iter().filter_map(|(role, family)| Some((role, family.as_deref()?)))
    }
}

/// The logo of the program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct Logo {
    /// What the logo says, for people who cannot see it: the name of its organization.
    pub alt: Text,
    /// Its versions.
    #[serde(flatten)]
    pub files: LogoFiles,
    /// The earlier name of `one_color`.
    #[schemars(extend("deprecated" = true))]
    pub file: Option<String>,
}

/// The versions of a logo. Give those that there are: each piece takes the one that fits its place,
/// in color where it stands out from the ground. Paths start at the project folder, and letters in
/// SVG files are converted to paths.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct LogoFiles {
    /// A wide version in color, such as `data/pictures/logo-wide.svg`: SVG, or PNG with a
    /// transparent background.
    pub wide: Option<String>,
    /// A version in color that is about as wide as high, for narrow places.
    pub square: Option<String>,
    /// An SVG file of one color. Pieces draw it in the color of the words beside it, where the
    /// versions in color do not stand out, or if there are none.
    pub one_color: Option<String>,
}

/// The family of the scenery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Motif {
    /// Hills and fields.
    #[default]
    Hills,
    /// Waves.
    Water,
    /// Houses along a street.
    Skyline,
    /// Plain planes.
    Plain,
}

impl Default for Brand {
    fn default() -> Self {
        let starter: Self =
            serde_json::from_str(STARTER).expect("the brand of the starter is valid");
        // A project without the file may lack fonts of a new one.
        Self { typefaces: Typefaces::default(), ..starter }
    }
}

/// What to say of a project whose templates use the colors of the brand, and that has no file with
/// them; `None` if nothing is missing.
pub(crate) fn missing_note(project: &Project) -> Option<String> {
    let path = DataFile::Brand.path();
    let is_missing = !project.path(path).exists() && uses_brand(&project.path("templates"));
    is_missing.then(|| {
        format!(
            "there is no `{path}`, so the pieces have the colors of a new project; restore the \
             file, or copy it from a project that `peerpress new` makes and write your own colors"
        )
    })
}

/// Whether a template in a folder reads the colors of the brand. Links are not followed: one can
/// lead back to the folder.
fn uses_brand(folder: &Path) -> bool {
    let mut entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.any(|entry| {
        let (kind, path) = (entry.file_type(), entry.path());
        let is_template = path.extension().is_some_and(|extension| extension == "typ");
        let reads_brand = || fs::read_to_string(&path).is_ok_and(|text| text.contains(".brand"));
        match kind {
            Ok(kind) if kind.is_dir() => uses_brand(&path),
            Ok(kind) => kind.is_file() && is_template && reads_brand(),
            Err(_) => false,
        }
    })
}

macro_rules! roles {
    ($($(#[$doc:meta])+ $role:ident,)+) => {
        /// The colors of a brand.
        #[derive(Debug, Clone, Deserialize, JsonSchema)]
        pub struct Colors { $($(#[$doc])+ pub $role: BrandColor,)+ }

        impl Colors {
            /// Every color with the name of its role.
            pub(crate) fn by_role(&self) -> Vec<(&'static str, &BrandColor)> {
                vec![$((stringify!($role), &self.$role),)+]
            }
        }
    };
}

roles! {
    /// Headlines, the bands at the foot of pieces, and the figures of people: the darkest color.
    headline,
    /// Second headings, titles of sections, and the nearer part of the scenery.
    heading,
    /// The farther part of the scenery. No text has it or is on it.
    scenery,
    /// The few places that must be seen first: a date, a number, a marker.
    accent,
    /// The upper sky, and numbers and titles on dark bands. Headlines are set on it.
    highlight,
    /// The lower sky. Headlines are set on it.
    sky,
    /// The sun or the moon, and the lines of the scenery.
    light,
    /// The ground of panels beside the main text.
    panel,
    /// The ground of the page. Office and large-print pages are white.
    ground,
    /// Running text. On the press, it is black ink alone unless `cmyk` is given.
    text,
    /// Thin rules between entries. On the press, they are gray of black ink unless `cmyk` is given.
    rule,
}

/// A color on screens, and its inks if they are chosen by hand.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Entry")]
pub struct BrandColor {
    /// The color on screens, such as `#1F6F78`.
    pub rgb: ScreenColor,
    /// Cyan, magenta, yellow, and black, in percent.
    pub cmyk: Option<[f64; 4]>,
}

impl BrandColor {
    /// Red, green, and blue, from 0 to 255.
    pub(crate) fn channels(&self) -> [u8; 3] {
        let digits = self.rgb.0.trim_start_matches('#');
        let value = u32::from_str_radix(digits, 16).unwrap_or_default();
        let [_, channels @ ..] = value.to_be_bytes();
        channels
    }
}

/// A color as the data writes it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Screen(ScreenColor),
    WithInks { rgb: ScreenColor, cmyk: Option<[f64; 4]> },
}

impl From<Entry> for BrandColor {
    fn from(entry: Entry) -> Self {
        match entry {
            Entry::Screen(rgb) => Self { rgb, cmyk: None },
            Entry::WithInks { rgb, cmyk } => Self { rgb, cmyk },
        }
    }
}

impl JsonSchema for BrandColor {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "BrandColor".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({
            "type": ["string", "object"],
            "properties": {
                "rgb": {
                    "description": "The color on a screen, such as `#1F6F78`.",
                    "allOf": [generator.subschema_for::<ScreenColor>()]
                },
                "cmyk": {
                    "description": "The inks of the press: cyan, magenta, yellow, and black, in \
                                    percent, such as `[85, 40, 45, 15]`. Without them, Peerpress \
                                    computes the inks for each print shop.",
                    "type": "array",
                    "minItems": 4,
                    "maxItems": 4,
                    "items": { "type": "number", "minimum": 0, "maximum": 100 }
                }
            },
            "required": ["rgb"]
        });
        add_format_of::<ScreenColor>(&mut schema, generator);
        schema.insert("description".to_owned(), "A color of the brand.".into());
        schema
    }
}
