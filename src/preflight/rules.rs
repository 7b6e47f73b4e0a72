//! What a press cannot print well: colours, ink, text, lines and pictures, each against what the vendor wants.

use kurbo::{Point, Rect};

use super::marks::{Kind, Layer, Mark, Paint, Text};
use super::painter::Painted;
use super::sheet::Sheet;
use super::{MOST_OF_A_KIND, TOLERANCE, fault};
use crate::content::vendors::Vendor;
use crate::diagnostic::Finding;

/// Ink may be off by so many percent points: rounding of colours to bytes.
const INK_TOLERANCE: f64 = 0.5;

/// Ink of pictures may be off by more: compression blurs it.
const PICTURE_INK_TOLERANCE: f64 = 3.0;

/// Round letters may reach so far over, in points.
const OVERSHOOT: f64 = 0.5;

/// Something that is wrong: how bad it is, where it is, and what is told before and after the place.
struct Fault {
    badness: f64,
    place: Rect,
    what: String,
    wanted: String,
}

impl Fault {
    fn new(badness: f64, place: Rect, what: String, wanted: impl Into<String>) -> Self {
        Self { badness, place, what, wanted: wanted.into() }
    }
}

pub(super) fn check(sheet: &Sheet, painted: &Painted, vendor: &Vendor) -> Vec<Finding> {
    let printed = sheet.printed();
    let is_seen = |mark: &&Mark| mark.layer != Layer::Page || printed.overlaps(mark.bounds);
    let marks: Vec<&Mark> = painted.marks.iter().filter(is_seen).collect();
    let inked: Vec<&Mark> =
        marks.iter().copied().filter(|mark| mark.layer != Layer::Mask).collect();
    let mut findings: Vec<Finding> =
        painted.remarks.iter().map(|what| fault(format!("{} has {what}", sheet.name))).collect();
    let all_marks: Vec<&Mark> =
        painted.marks.iter().filter(|mark| mark.layer != Layer::Mask).collect();
    for faults in [
        foreign(&marks),
        ink(sheet, &all_marks, vendor),
        overprint(&inked),
        text(&inked, vendor),
        safe(sheet, &inked, vendor),
        fonts(&inked),
        lines(&inked, vendor),
        pictures(&inked, vendor),
    ] {
        findings.extend(told(sheet, faults));
    }
    findings
}

/// The worst of a kind, and how many more there are.
fn told(sheet: &Sheet, mut faults: Vec<Fault>) -> Vec<Finding> {
    faults.sort_by(|a, b| b.badness.total_cmp(&a.badness));
    faults.dedup_by(|a, b| {
        a.what == b.what && a.wanted == b.wanted && sheet.told(a.place) == sheet.told(b.place)
    });
    let more = faults.len().saturating_sub(MOST_OF_A_KIND);
    let told = faults.iter().take(MOST_OF_A_KIND).enumerate().map(|(index, found)| {
        let wanted =
            if found.wanted.is_empty() { String::new() } else { format!("; {}", found.wanted) };
        let rest = if more > 0 && index + 1 == MOST_OF_A_KIND {
            format!(" (and {more} more of this kind)")
        } else {
            String::new()
        };
        fault(format!(
            "{} has {}, {}{wanted}{rest}",
            sheet.name,
            found.what,
            sheet.told(found.place)
        ))
    });
    told.collect()
}

/// Colours that are not made of inks.
fn foreign(marks: &[&Mark]) -> Vec<Fault> {
    let kind = |mark: &Mark| match mark.kind {
        Kind::Text(_) => "text in a colour",
        Kind::Picture { .. } => "a picture in colours",
        _ => "a colour",
    };
    marks
        .iter()
        .filter_map(|mark| match &mark.paint {
            Paint::Foreign(space) => {
                let verb = if matches!(mark.kind, Kind::Picture { .. }) { "are" } else { "is" };
                Some(Fault::new(
                    0.0,
                    mark.bounds,
                    format!("{} that {verb} not made of inks ({space})", kind(mark)),
                    "CMYK is wanted",
                ))
            }
            _ => None,
        })
        .collect()
}

/// Places that get so much ink that it will not dry.
fn ink(sheet: &Sheet, marks: &[&Mark], vendor: &Vendor) -> Vec<Fault> {
    let limit = vendor.ink_limit;
    marks
        .iter()
        .filter_map(|mark| {
            let ink = mark.paint.most_ink()?;
            let (tolerance, kind) = match &mark.paint {
                Paint::Picture(_) => (PICTURE_INK_TOLERANCE, " in a picture"),
                Paint::Gradient(_) => (INK_TOLERANCE, " in a gradient"),
                _ => (INK_TOLERANCE, ""),
            };
            let place = heaviest_place(mark).unwrap_or(mark.bounds);
            let place = if mark.layer == Layer::Page { place } else { sheet.page() };
            (ink > limit + tolerance).then(|| {
                Fault::new(
                    ink,
                    place,
                    format!("{ink:.0} % of ink{kind}"),
                    format!("{limit:.0} % is the limit"),
                )
            })
        })
        .collect()
}

/// Where a picture's heaviest place is on the page.
fn heaviest_place(mark: &Mark) -> Option<Rect> {
    let Paint::Picture(picture) = &mark.paint else { return None };
    let (_, (across, down)) = picture.heaviest?;
    // The picture's corners on the page, from its lower left on, as the unit square was drawn.
    let corners: Vec<Point> =
        mark.outline.elements().iter().filter_map(kurbo::PathEl::end_point).collect();
    let [origin, right, _, top, ..] = corners[..] else { return None };
    let point = origin + (right - origin) * across + (top - origin) * (1.0 - down);
    Some(Rect::from_points(point, point))
}

/// Paint that lets what is below shine through on the press. Black alone may.
fn overprint(marks: &[&Mark]) -> Vec<Fault> {
    let may = |mark: &Mark| matches!(&mark.paint, Paint::Inks(inks) if inks.is_black());
    let found = marks.iter().filter(|mark| mark.overprint && !may(mark));
    found
        .map(|mark| {
            Fault::new(0.0, mark.bounds, "paint that overprints".to_owned(), "only black alone may")
        })
        .collect()
}

/// Text that is too small, dark or reversed out of a ground.
fn text(marks: &[&Mark], vendor: &Vendor) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let Kind::Text(text) = &mark.kind else { continue };
        let is_light = is_reversed(mark, &marks[..index]);
        let (least, kind) = if is_light {
            (vendor.min_reversed_text.0, "light text")
        } else {
            (vendor.min_text.0, "text")
        };
        if text.size < least - TOLERANCE {
            let what = format!("{kind} of {:.1} pt{}", text.size, in_font(text));
            faults.push(Fault::new(
                least - text.size,
                mark.bounds,
                what,
                format!("{least:.1} pt is the least"),
            ));
        }
        if text.lacking {
            let wanted = "an empty box would be printed";
            faults.push(Fault::new(
                0.0,
                mark.bounds,
                format!("a character that the font `{}` does not have", plain_name(&text.font)),
                wanted,
            ));
        }
    }
    faults
}

/// Whether text is lighter than what stands behind its middle.
fn is_reversed(text: &Mark, below: &[&Mark]) -> bool {
    let Some(own) = text.paint.lightness() else { return false };
    let middle = text.bounds.center();
    let covers = |mark: &&&Mark| {
        mark.layer == text.layer
            && !matches!(mark.kind, Kind::Text(_) | Kind::Line { .. })
            && mark.covers(middle)
    };
    let ground = below.iter().rev().find(covers);
    ground.and_then(|ground| ground.paint.lightness()).is_some_and(|ground| own > ground + 0.05)
}

fn in_font(text: &Text) -> String {
    format!(" in `{}`", plain_name(&text.font))
}

/// A font's name without the letters that mark a subset.
fn plain_name(name: &str) -> &str {
    name.split_once('+').filter(|(tag, _)| tag.len() == 6).map_or(name, |(_, name)| name)
}

/// Text outside the safe area, where a cut that is a hair off takes it away.
fn safe(sheet: &Sheet, marks: &[&Mark], vendor: &Vendor) -> Vec<Fault> {
    let (trim, safe) = (sheet.page(), vendor.safe.0);
    marks
        .iter()
        .filter(|mark| matches!(mark.kind, Kind::Text(_)) && mark.layer == Layer::Page)
        .filter_map(|mark| {
            let ink = mark.bounds;
            let edge = (ink.x0 - trim.x0)
                .min(ink.y0 - trim.y0)
                .min(trim.x1 - ink.x1)
                .min(trim.y1 - ink.y1);
            let at = if edge < 0.0 {
                format!("{:.2} in over the edge", -edge / 72.0)
            } else {
                format!("{:.2} in from the edge", edge / 72.0)
            };
            let wanted = format!("the safe area begins at {:.3} in", safe / 72.0);
            (edge < safe - OVERSHOOT)
                .then(|| Fault::new(safe - edge, ink, format!("text {at}"), wanted))
        })
        .collect()
}

/// Fonts that are not in the file.
fn fonts(marks: &[&Mark]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for mark in marks {
        let Kind::Text(text) = &mark.kind else { continue };
        let what =
            format!("text in the font `{}`, which is not in the file", plain_name(&text.font));
        if !text.embedded && !faults.iter().any(|known| known.what == what) {
            faults.push(Fault::new(0.0, mark.bounds, what, ""));
        }
    }
    faults
}

/// Lines, and shapes as thin as lines, that a press cannot hold.
fn lines(marks: &[&Mark], vendor: &Vendor) -> Vec<Fault> {
    let least = vendor.min_line.0;
    let mut faults = Vec::new();
    for mark in marks {
        let (width, kind) = match mark.kind {
            Kind::Line { width } => (width, "a line"),
            Kind::Fill if !mark.paint.is_white() => {
                (mark.bounds.width().min(mark.bounds.height()), "a shape as thin as a line")
            }
            _ => continue,
        };
        let is_long = mark.bounds.width().max(mark.bounds.height()) > 8.0 * width;
        if width < least - TOLERANCE && is_long {
            faults.push(Fault::new(
                least - width,
                mark.bounds,
                format!("{kind} of {width:.2} pt"),
                format!("{least:.2} pt is the least"),
            ));
        }
    }
    faults
}

/// Pictures with too few pixels for their place.
fn pictures(marks: &[&Mark], vendor: &Vendor) -> Vec<Fault> {
    let least = vendor.min_image_dpi;
    let mut faults = Vec::new();
    for mark in marks {
        let Kind::Picture { picture, width, height } = &mark.kind else { continue };
        let (needed_width, needed_height) = (width * least, height * least);
        // A pixel less is rounding.
        let lacks = |has: usize, needed: f64| (has as f64) + 1.0 < needed.floor();
        if lacks(picture.width, needed_width) || lacks(picture.height, needed_height) {
            let dpi = (picture.width as f64 / width).min(picture.height as f64 / height);
            let has = format!(
                "a picture of {dpi:.0} dots an inch ({} × {} pixels on {width:.2} × {height:.2} in)",
                picture.width, picture.height
            );
            let wanted = format!(
                "{least:.0} dots an inch are wanted: {:.0} × {:.0} pixels",
                needed_width.ceil(),
                needed_height.ceil()
            );
            faults.push(Fault::new(least - dpi, mark.bounds, has, wanted));
        }
    }
    faults
}
