//! The pages that changed, as small pictures with marks on what differs.

use data_encoding::BASE64;

use super::pictures::{Region, Thumbnail};
use super::{Change, PagePair};

/// Returns each picture once, as SVG definitions that [`gallery`] refers to.
pub(super) fn definitions(changes: &[Change]) -> String {
    let mut html = String::new();
    for (change, one) in changes.iter().enumerate() {
        for (page, pair) in one.pages.iter().enumerate() {
            for (when, thumbnail) in [("was", &pair.before), ("now", &pair.after)] {
                let Some(Thumbnail { jpeg, width, height }) = thumbnail else { continue };
                html += &format!(
                    "<image id=\"{when}-{change}-{page}\" width=\"{width}\" height=\"{height}\" \
                     href=\"data:image/jpeg;base64,{}\"/>",
                    BASE64.encode(jpeg)
                );
            }
        }
    }
    html
}

/// Returns the changed pages of these changes.
pub(super) fn gallery(files: &[usize], changes: &[Change]) -> String {
    let mut items = String::new();
    for change in files {
        let one = &changes[*change];
        for (page, pair) in one.pages.iter().enumerate() {
            items += &card(one, pair, &format!("{change}-{page}"));
        }
        if one.pages.is_empty() {
            items +=
                &format!("<li>{}<p class=\"none\">The pages look the same.</p></li>", name(one));
        }
    }
    format!("<ul class=\"gallery\">{items}</ul>")
}

fn card(change: &Change, pair: &PagePair, id: &str) -> String {
    let side = &pair.side;
    let picture = |thumbnail: &Option<Thumbnail>, when: &str, caption: &str| {
        let Some(Thumbnail { width, height, .. }) = thumbnail else { return String::new() };
        let marks: String =
            pair.regions.iter().map(|region| mark(region, *width, *height)).collect();
        let label = escaped(&format!("{}, {side}, {caption}", change.job.title()));
        format!(
            "<svg role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {width} {height}\">\
             <use href=\"#{when}-{id}\"/>{marks}</svg>"
        )
    };
    let (was, now) = (picture(&pair.before, "was", "before"), picture(&pair.after, "now", "now"));
    let note = match (&pair.before, &pair.after) {
        (Some(_), Some(_)) => format!("{side}, before and now"),
        (Some(_), None) => format!("{side}, which is gone"),
        (None, _) if pair.is_new => format!("{side}, which is new"),
        (None, _) => side.clone(),
    };
    format!(
        "<li><div class=\"pages\">{was}{now}</div>{}<p class=\"job\">{}</p></li>",
        name(change),
        escaped(&note)
    )
}

fn name(change: &Change) -> String {
    let (heading, title) = (escaped(change.job.heading()), escaped(&change.job.title()));
    let lang = escaped(&change.job.lang);
    format!("<p lang=\"{lang}\" dir=\"auto\"><b>{heading}</b></p><p class=\"job\">{title}</p>")
}

fn mark(region: &Region, width: u16, height: u16) -> String {
    // The line is drawn around what differs, not on it.
    const DISTANCE: f64 = 4.0;
    let (width, height) = (f64::from(width), f64::from(height));
    format!(
        "<rect x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\"/>",
        region.left * width - DISTANCE,
        region.top * height - DISTANCE,
        region.width * width + 2.0 * DISTANCE,
        region.height * height + 2.0 * DISTANCE
    )
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
