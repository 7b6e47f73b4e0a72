//! Drawings of one color: the icons in `icons/`, which the data chooses by name, and the logo.
//!
//! Templates draw them in the colors of the brand, in inks for the press. So a drawing becomes an
//! outline here, filled areas alone, whatever the SVG file is made of.

use std::collections::BTreeSet;
use std::fs;

use roxmltree::{Document, Node as Element};
use serde_json::{Value, json};
use usvg::tiny_skia_path::{Path, PathSegment, Point};
use usvg::{FillRule, Group, Node, Paint, Tree};

use crate::project::Project;

/// The folder of the icons in a project.
pub(crate) const FOLDER: &str = "icons";

/// The side of the square that an outline is drawn in, in its own units.
const GRID: f32 = 1000.0;

/// The maximum size of the file of a drawing, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// Elements of SVG that become areas of one color, and those that draw nothing.
const ALLOWED: [&str; 15] = [
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs",
    "clipPath", "title", "desc", "metadata", "style",
];

/// The least opacity of an area that is seen. Some programs draw an unseen background.
const LEAST_OPACITY: f32 = 0.05;

/// The outline of a drawing as templates see it.
#[derive(Debug)]
pub(crate) struct Outline {
    /// The areas: each with its rule for overlaps and the segments of its path, in a square with a
    /// side of 1000 in which the drawing is centered.
    pub(crate) areas: Value,
    /// The width of the drawing as a multiple of its height.
    pub(crate) shape: f64,
}

/// Why a file is not a drawing of one color.
#[derive(Debug)]
pub(crate) struct IconProblem {
    /// The problem, as the end of a sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) hint: &'static str,
}

impl IconProblem {
    fn new(message: impl Into<String>, hint: &'static str) -> Self {
        Self { message: message.into(), hint }
    }
}

const EXPORT_AGAIN: &str = "export it again as plain SVG with a `viewBox`";
const ONE_COLOR: &str = "draw it in one color without transparency; Peerpress prints it in the \
                         colors of the brand";

/// The path of an icon from the project folder.
pub(crate) fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.svg")
}

/// The names of the icons of a project.
pub(crate) fn names(project: &Project) -> BTreeSet<String> {
    let entries = fs::read_dir(project.path(FOLDER)).into_iter().flatten().flatten();
    let files = entries.filter_map(|entry| entry.file_name().into_string().ok());
    files.filter_map(|file| file.strip_suffix(".svg").map(str::to_owned)).collect()
}

/// The outline of the drawing in a file of the project.
///
/// # Errors
/// If the file cannot be read, or is not a drawing of one color.
pub(crate) fn read(project: &Project, path: &str) -> Result<Outline, IconProblem> {
    let file = project.resolve(path).map_err(|_| {
        let hint =
            "copy the drawing into the project, and write its path from the project folder on";
        IconProblem::new("is outside the project", hint)
    })?;
    let bytes = fs::read(file)
        .map_err(|error| IconProblem::new(format!("cannot be read: {error}"), EXPORT_AGAIN))?;
    outline(&bytes)
}

fn outline(bytes: &[u8]) -> Result<Outline, IconProblem> {
    if bytes.len() > MAX_BYTES {
        let message = format!("has more than {} KB", MAX_BYTES / 1024);
        return Err(IconProblem::new(message, "simplify the drawing"));
    }
    let damaged = |error: String| IconProblem::new(format!("is damaged: {error}"), EXPORT_AGAIN);
    let text = str::from_utf8(bytes).map_err(|error| damaged(error.to_string()))?;
    let document = Document::parse(text).map_err(|error| damaged(error.to_string()))?;
    refuse_other_elements(&document)?;
    let tree = Tree::from_xmltree(&document, &usvg::Options::default())
        .map_err(|error| damaged(error.to_string()))?;
    let mut areas = Areas::of(&tree);
    areas.add_group(tree.root())?;
    if areas.json.is_empty() {
        return Err(IconProblem::new("is empty", "draw something in it, or choose another file"));
    }
    let (width, height) = areas.size;
    Ok(Outline { areas: Value::Array(areas.json), shape: f64::from(width / height) })
}

/// Refuses what has no outline, such as a photo or text.
fn refuse_other_elements(document: &Document<'_>) -> Result<(), IconProblem> {
    let in_svg = |node: &Element<'_, '_>| {
        node.is_element() && node.tag_name().namespace() == Some("http://www.w3.org/2000/svg")
    };
    let mut others = document.descendants().filter(in_svg).map(|node| node.tag_name().name());
    match others.find(|name| !ALLOWED.contains(name)) {
        None => Ok(()),
        Some(name) => Err(IconProblem::new(
            format!("has a part that is not a line or an area (`{name}`)"),
            "convert everything in it to paths, and export it again as plain SVG",
        )),
    }
}

/// The areas of an icon.
struct Areas {
    /// The width and the height of the drawing.
    size: (f32, f32),
    /// The one color, once an area is seen.
    color: Option<usvg::Color>,
    json: Vec<Value>,
}

impl Areas {
    fn of(tree: &Tree) -> Self {
        let size = (tree.size().width(), tree.size().height());
        Self { size, color: None, json: Vec::new() }
    }

    fn add_group(&mut self, group: &Group) -> Result<(), IconProblem> {
        let hides = |clip: &usvg::ClipPath| {
            let seen = clip.root().abs_bounding_box();
            seen.width() < self.size.0 || seen.height() < self.size.1
        };
        if group.clip_path().is_some_and(hides) {
            let hint = "cut the drawing to its visible part, and export it again as plain SVG";
            return Err(IconProblem::new("has a clipped part", hint));
        }
        if group.opacity().get() < 1.0 {
            return Err(IconProblem::new("is partly transparent", ONE_COLOR));
        }
        for node in group.children() {
            match node {
                Node::Group(inner) => self.add_group(inner)?,
                Node::Path(path) if path.is_visible() => self.add_path(path)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn add_path(&mut self, path: &usvg::Path) -> Result<(), IconProblem> {
        let transform = path.abs_transform();
        if let Some(fill) = path.fill()
            && fill.opacity().get() >= LEAST_OPACITY
        {
            self.add_color(fill.paint(), fill.opacity().get())?;
            let area = path.data().clone().transform(transform);
            self.add_area(area, fill.rule());
        }
        if let Some(stroke) = path.stroke()
            && stroke.opacity().get() >= LEAST_OPACITY
        {
            self.add_color(stroke.paint(), stroke.opacity().get())?;
            // Round ends and corners are exact enough at ten times the size.
            let area = path.data().stroke(&stroke.to_tiny_skia(), 10.0);
            self.add_area(area.and_then(|area| area.transform(transform)), FillRule::NonZero);
        }
        Ok(())
    }

    /// Checks that a color is the only one, and opaque.
    fn add_color(&mut self, paint: &Paint, opacity: f32) -> Result<(), IconProblem> {
        let Paint::Color(color) = paint else {
            return Err(IconProblem::new("has a gradient or a pattern", ONE_COLOR));
        };
        if opacity < 1.0 {
            return Err(IconProblem::new("is partly transparent", ONE_COLOR));
        }
        match *self.color.get_or_insert(*color) == *color {
            true => Ok(()),
            false => Err(IconProblem::new("has several colors", ONE_COLOR)),
        }
    }

    fn add_area(&mut self, area: Option<Path>, rule: FillRule) {
        let Some(area) = area else { return };
        let rule = match rule {
            FillRule::NonZero => "non-zero",
            FillRule::EvenOdd => "even-odd",
        };
        let path: Vec<Value> = area.segments().map(|segment| self.segment(segment)).collect();
        self.json.push(json!({ "rule": rule, "path": path }));
    }

    fn segment(&self, segment: PathSegment) -> Value {
        let (name, points) = match segment {
            PathSegment::MoveTo(to) => ("move", vec![to]),
            PathSegment::LineTo(to) => ("line", vec![to]),
            PathSegment::QuadTo(control, to) => ("quad", vec![control, to]),
            PathSegment::CubicTo(start, end, to) => ("cubic", vec![start, end, to]),
            PathSegment::Close => ("close", Vec::new()),
        };
        let numbers = points.into_iter().flat_map(|point| self.on_grid(point));
        std::iter::once(json!(name)).chain(numbers.map(Value::from)).collect()
    }

    /// A point of the drawing in the square, where the drawing is centered.
    fn on_grid(&self, point: Point) -> [i64; 2] {
        let (width, height) = self.size;
        let side = width.max(height);
        let place = |at: f32, length: f32| ((at + (side - length) / 2.0) / side * GRID).round();
        [place(point.x, width) as i64, place(point.y, height) as i64]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(inner: &str) -> Result<Outline, IconProblem> {
        let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">"#;
        outline(format!("{svg}{inner}</svg>").as_bytes())
    }

    #[test]
    fn an_outline_is_centered_in_its_square() {
        let Outline { areas, shape } = drawing(r#"<path d="M0 0H40V20z"/>"#).unwrap();
        let path = json!([["move", 0, 250], ["line", 1000, 250], ["line", 1000, 750], ["close"]]);
        assert_eq!(shape, 2.0);
        assert_eq!(areas, json!([{ "rule": "non-zero", "path": path }]));
    }

    #[test]
    fn a_line_becomes_an_area() {
        let line = r#"<path d="M10 10H30" fill="none" stroke="red" stroke-width="4"/>"#;
        let areas = drawing(line).unwrap().areas.to_string();
        assert!(areas.contains("[\"line\",750,450]"), "{areas}");
    }

    #[test]
    fn what_is_not_one_color_is_refused() {
        let message = |inner: &str| drawing(inner).unwrap_err().message;
        let two = r#"<circle r="4" fill="red"/><circle r="2" fill="blue"/>"#;
        assert_eq!(message(two), "has several colors");
        assert_eq!(message(r#"<circle r="4" opacity=".5"/>"#), "is partly transparent");
        assert_eq!(message(""), "is empty");
        assert!(message("<text>A</text>").contains("(`text`)"));
        assert!(message("<g>").starts_with("is damaged: "));
        // A white background that nobody sees, as Health Icons have it, does not count.
        let unseen = r#"<rect width="40" height="20" fill="white" fill-opacity=".01"/>"#;
        assert!(drawing(&format!("{unseen}<circle r=\"4\"/>")).is_ok());
    }
}
