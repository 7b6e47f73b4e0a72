//! The files of the website that are not pages: styles, fonts, scripts, and what servers read.

use std::collections::BTreeMap;

use super::model::Site;
use super::render::{CONTENT_SECURITY_POLICY, template_file};
use crate::content::brand::Brand;
use crate::error::Error;
use crate::project::Project;

/// The files of `templates/site/` that browsers load as they are.
const COPIED: [&str; 1] = ["filter.js"];

/// The template of the stylesheet. The colors of the brand come before it.
const STYLE: &str = "style.css";

/// Returns the files by their paths in the folder of the website.
///
/// # Errors
/// If one cannot be made.
pub(super) fn files(
    project: &Project,
    site: &Site<'_>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    for name in COPIED {
        files.insert(name.to_owned(), template_file(project, name).unwrap_or_default());
    }
    let mut style = colors(&site.content.brand).into_bytes();
    style.extend(template_file(project, STYLE).unwrap_or_default());
    files.insert(STYLE.to_owned(), style);
    files.insert("_headers".to_owned(), format!("/*\n{}", headers("  ", ": ")).into_bytes());
    let htaccess = format!("ErrorDocument 404 /404.html\n{}", headers("Header set ", " "));
    files.insert(".htaccess".to_owned(), htaccess.into_bytes());
    Ok(files)
}

/// The headers of every answer: for hosts that read `_headers`, and for Apache.
fn headers(before: &str, between: &str) -> String {
    let quote = if between == " " { "\"" } else { "" };
    let headers = [
        ("Content-Security-Policy", &*format!("{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'")),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ];
    let line = |(name, value)| format!("{before}{name}{between}{quote}{value}{quote}\n");
    headers.map(line).concat()
}

/// The colors of the brand by role, as variables of the stylesheet.
fn colors(brand: &Brand) -> String {
    let colors = &brand.colors;
    let roles = [
        ("headline", colors.headline.channels()),
        ("heading", colors.heading.channels()),
        ("scenery", colors.scenery.channels()),
        ("accent", colors.accent.channels()),
        ("highlight", colors.highlight.channels()),
        ("sky", colors.sky.channels()),
        ("light", colors.light.channels()),
        ("panel", colors.panel.channels()),
        ("ground", colors.ground.channels()),
        ("text", colors.text.channels()),
        ("rule", colors.rule.channels()),
    ];
    let lines = roles.map(|(role, [red, green, blue])| {
        format!("  --{role}: #{red:02x}{green:02x}{blue:02x};\n")
    });
    format!(":root {{\n{}}}\n", lines.concat())
}
