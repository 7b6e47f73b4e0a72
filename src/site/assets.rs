//! The files of the website that are not pages: styles, fonts, scripts, and what servers read.

use std::collections::BTreeMap;

use super::fonts::Faces;
use super::model::Site;
use super::render::{CONTENT_SECURITY_POLICY, ICON, template_file};
use super::theme;
use super::verify::SCRIPT as VERIFY_SCRIPT;
use crate::project::Project;

/// The files of `templates/site/` that browsers load as they are.
const COPIED: [&str; 3] = ["filter.js", "order.js", "order-text.js"];

/// The template of the stylesheet. The faces and the colors of the brand come before it.
const STYLE: &str = "style.css";

/// Returns the files by their paths in the folder of the website.
pub(super) fn files(
    project: &Project,
    site: &Site<'_>,
    faces: &Faces,
) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for name in COPIED {
        files.insert(name.to_owned(), template_file(project, name).unwrap_or_default());
    }
    let mut style = (faces.css.clone() + &theme::variables(&site.content.brand)).into_bytes();
    style.extend(template_file(project, STYLE).unwrap_or_default());
    files.insert(STYLE.to_owned(), style);
    files.insert("_headers".to_owned(), format!("/*\n{}", headers("  ", ": ", "")).into_bytes());
    let base = site.base_url.as_ref().map_or("/", |url| url.path());
    let not_found = format!("ErrorDocument 404 {base}404.html\n");
    let headers = headers("  Header set ", " ", "\"");
    let htaccess = format!("{not_found}<IfModule mod_headers.c>\n{headers}</IfModule>\n");
    files.insert(".htaccess".to_owned(), htaccess.into_bytes());
    files
}

/// Puts what a page with two addresses loads into the folders that it can be in: the stylesheet,
/// the faces, the icon, the logo, and a script that loads its own.
pub(super) fn copy_beside(folders: &[String], files: &mut BTreeMap<String, Vec<u8>>) {
    let is_copied = |path: &str| {
        [STYLE, ICON].contains(&path) || path.starts_with("logo.") || path.ends_with(".woff2")
    };
    let copied: Vec<_> = files.iter().filter(|(path, _)| is_copied(path)).collect();
    let copied: Vec<(String, Vec<u8>)> =
        copied.into_iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    for folder in folders {
        files.extend(copied.iter().map(|(path, it)| (format!("{folder}{path}"), it.clone())));
        let way = "../".repeat(folder.matches('/').count());
        let script = format!("import \"{way}{VERIFY_SCRIPT}\";\n");
        files.insert(format!("{folder}{VERIFY_SCRIPT}"), script.into_bytes());
    }
}

/// The headers of every answer, each on a line.
fn headers(before: &str, between: &str, quote: &str) -> String {
    let policy = format!("{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'");
    let headers = [
        ("Content-Security-Policy", policy.as_str()),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ];
    let line = |(name, value)| format!("{before}{name}{between}{quote}{value}{quote}\n");
    headers.map(line).concat()
}
