//! Fills the templates of the pages. Every value is escaped for HTML unless a template says
//! otherwise.

use std::collections::BTreeMap;
use std::fs;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior};
use quick_xml::escape::escape;
use serde::Serialize;

use super::model::{Site, SiteLanguage};
use super::pages::{NAVIGATION, NOT_FOUND, Page};
use crate::content::Content;
use crate::content::brand::Brand;
use crate::content::template::Template;
use crate::error::Error;
use crate::output::starter;
use crate::project::Project;

/// The folder of the templates.
pub(super) const FOLDER: &str = "templates/site";

/// The icon of the website.
pub(super) const ICON: &str = "icon.svg";

/// What scripts, styles, pictures, and fonts pages may load: only those of the website itself.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; \
     style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; \
     form-action 'none'";

/// Returns a file of `templates/site/`: that of the project, or that of a new project.
pub(super) fn template_file(project: &Project, name: &str) -> Option<Vec<u8>> {
    let path = format!("{FOLDER}/{name}");
    let own = fs::read(project.path(&path)).ok();
    own.or_else(|| starter::file(&path).map(<[u8]>::to_vec))
}

/// What the pages need of the facts: `templates/site/template.json` of the project, or that of a
/// new project.
pub(super) fn site_template(project: &Project, content: &Content) -> Template {
    let name = FOLDER.rsplit('/').next().unwrap_or_default();
    let own = content.templates.get(name).cloned();
    own.unwrap_or_else(|| {
        let bytes = template_file(project, "template.json").unwrap_or_default();
        serde_json::from_slice(&bytes).expect("the template of the starter is valid")
    })
}

/// A link of the menu of pages or of languages.
#[derive(Serialize)]
struct Link<'a> {
    /// The path from the page.
    href: String,
    /// The name of a page's phrase, or of a language.
    name: &'a str,
    lang: &'a str,
    dir: &'a str,
    is_current: bool,
}

/// What the templates of all pages see.
#[derive(Serialize)]
struct PageContext<'a> {
    /// The facts in the language of the page: see `/job.json` in `docs/templates.md`.
    facts: &'a Value,
    words: Value,
    /// The tag of the language, and the direction of its script.
    lang: &'a str,
    dir: &'a str,
    /// The way from the page to the folder of the website: empty, or `../` for each folder.
    root: String,
    /// The way to the stylesheet, the scripts, and the logo. It is `root`, but empty for a page
    /// with two addresses, which has them beside it.
    assets: &'a str,
    /// The paths of the faces.
    faces: &'a [String],
    /// The path of the page in the folder of the website.
    path: &'a str,
    title: &'a str,
    description: &'a str,
    /// The address of the page, if that of the website is known.
    canonical: Option<String>,
    menu: Vec<Link<'a>>,
    languages: Vec<Link<'a>>,
    policy: &'a str,
    /// The scenery of the brand, such as `hills`.
    motif: &'static str,
    /// The logo of the brand: its path, what it says, its width, and its height.
    logo: Option<(&'static str, &'a str, u32, u32)>,
    draft: bool,
    /// Whether the page is at the top of the website, and so of no language.
    is_top: bool,
    page: &'a Value,
}

/// Renders pages. Returns the HTML by its path in the folder of the website.
///
/// # Errors
/// If a template is not valid.
pub(super) fn render(
    project: &Project,
    site: &Site<'_>,
    pages: &[Page],
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let environment = environment(project.clone());
    // With hundreds of sessions, they are much to convert for each page.
    let facts: Vec<Value> = site.languages.iter().map(|it| Value::from(Serde(&it.data))).collect();
    let mut files = BTreeMap::new();
    for page in pages {
        let html = render_page(&environment, (site, &facts), pages, page)
            .map_err(|error| template_error(project, &page.template, &error))?;
        files.insert(page.path(), html.into_bytes());
    }
    Ok(files)
}

/// Renders the icon of the website in the colors of the brand.
///
/// # Errors
/// If its template is not valid.
pub(super) fn render_icon(project: &Project, brand: &Brand) -> Result<Vec<u8>, Error> {
    let environment = environment(project.clone());
    let colors = brand.colors.by_role().into_iter();
    let colors: BTreeMap<&str, &str> =
        colors.map(|(role, color)| (role, color.rgb.0.as_str())).collect();
    let icon = environment.get_template(ICON).and_then(|icon| icon.render(Serde(colors)));
    let icon = icon.map_err(|error| template_error(project, ICON, &error))?;
    Ok(icon.into_bytes())
}

fn render_page(
    environment: &Environment<'_>,
    (site, facts): (&Site<'_>, &[Value]),
    pages: &[Page],
    page: &Page,
) -> Result<String, minijinja::Error> {
    let path = page.path();
    let root = match &site.base_url {
        // Servers show this page for addresses in any folder.
        Some(base) if page.place == NOT_FOUND || page.has_two_addresses() => base.path().to_owned(),
        _ => "../".repeat(path.matches('/').count()),
    };
    let mut languages = site.languages.iter();
    let index = languages.position(|lang| lang.tag == page.lang).unwrap_or_default();
    let (lang, facts) = (&site.languages[index], &facts[index]);
    let has_place =
        |lang: &str, place: &str| pages.iter().any(|page| page.lang == lang && page.place == place);
    let menu = NAVIGATION.iter().filter(|(place, _)| has_place(&lang.tag, place));
    let menu = menu.map(|(place, phrase)| Link {
        href: format!("{root}{}/{place}", lang.tag),
        name: phrase,
        lang: &lang.tag,
        dir: &lang.dir,
        is_current: *place == page.section(),
    });
    let other = |other: &'_ SiteLanguage| {
        // Not every page is in every language.
        let own = [page.translations()].into_iter();
        let mut places = own.chain(page.instead.iter().map(String::as_str));
        let place = places.find(|place| has_place(&other.tag, place));
        format!("{root}{}/{}", other.tag, place.unwrap_or(NAVIGATION[0].0))
    };
    let languages = site.languages.iter().map(|it| Link {
        href: other(it),
        name: &it.name,
        lang: &it.tag,
        dir: &it.dir,
        is_current: it.tag == page.lang,
    });
    let context = PageContext {
        facts,
        words: facts.get_attr("words")?,
        lang: &lang.tag,
        dir: &lang.dir,
        path: &path,
        title: &page.title,
        description: &page.description,
        canonical: site.base_url.as_ref().map(|base| format!("{base}{path}")),
        menu: menu.collect(),
        languages: languages.collect(),
        policy: CONTENT_SECURITY_POLICY,
        motif: site.content.brand.motif.into(),
        logo: site.logo.as_ref().map(|logo| {
            let ([width, height], alt) = (logo.size, logo.alt.get(&lang.tag));
            (logo.path, alt.unwrap_or_default(), width, height)
        }),
        draft: site.draft,
        is_top: page.lang.is_empty(),
        page: &page.body,
        assets: if page.has_two_addresses() { "" } else { &root },
        faces: &site.faces,
        root: root.clone(),
    };
    let html = environment.get_template(&page.template)?.render(Serde(context))?;
    Ok(without_indents(&html))
}

/// Removes empty lines and the spaces before lines, which take a tenth of long pages. Preformatted
/// text stays.
fn without_indents(html: &str) -> String {
    let mut short = String::with_capacity(html.len());
    let mut is_kept = false;
    for line in html.lines() {
        let text = if is_kept { line } else { line.trim() };
        if is_kept || !text.is_empty() {
            short.push_str(text);
            short.push('\n');
        }
        let ends = ["pre", "textarea"]
            .map(|name| (line.rfind(&format!("<{name}")), line.rfind(&format!("</{name}"))));
        is_kept = match ends {
            [(None, None), (None, None)] => is_kept,
            ends => ends.iter().any(|(start, end)| start > end),
        };
    }
    short
}

/// The templates, with the functions that they use.
fn environment(project: Project) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.expect("the usual syntax is valid"));
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_value);
    environment.set_loader(move |name| {
        let is_plain = !name.contains(['/', '\\']);
        let bytes = if is_plain { template_file(&project, name) } else { None };
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    });
    environment.add_function("say", say);
    environment
}

/// Writes a value of a template. The formatter of MiniJinja also escapes every slash, so that long
/// pages take a tenth more.
fn write_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() => Ok(out.write_str(&escape(text))?),
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// A phrase of `data/wording.json` with values in place of its placeholders, such as
/// `say("site-pages", n=2)`. Values that are HTML stay so.
fn say(state: &State<'_, '_>, name: &str, values: Kwargs) -> Result<Value, minijinja::Error> {
    let words = state.lookup("words").unwrap_or_default();
    let phrase = words.get_attr(name)?;
    let Some(phrase) = phrase.as_str() else {
        let message = format!("add `{name}` to `words` in `{FOLDER}/template.json`");
        return Err(minijinja::Error::new(ErrorKind::UndefinedError, message));
    };
    let mut text = escape(phrase).into_owned();
    for name in values.args() {
        let value: Value = values.get(name)?;
        let shown = value.to_string();
        let html = if value.is_safe() { shown } else { escape(&shown).into_owned() };
        text = text.replace(&format!("{{{name}}}"), &html);
    }
    Ok(Value::from_safe_string(text))
}

fn template_error(project: &Project, template: &str, error: &minijinja::Error) -> Error {
    let file = error.name().unwrap_or(template);
    let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let path = project.path(&format!("{FOLDER}/{file}"));
    Error::new(project.shown(&path), format!("{line}{what}"))
        .hint("correct the template, or remove the file to use that of a new project")
}
