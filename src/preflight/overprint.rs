//! `press-overprint`: only black overprints. Other inks would mix with those of the objects below.

use super::{PageContext, worst};
use crate::diagnostic::{Code, Finding};
use crate::pdf::Paint;

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for mark in context.inked_marks().filter(|mark| mark.overprints) {
        let color = match &mark.paint {
            Paint::Inks { inks, .. } if inks.is_black() => continue,
            Paint::Inks { inks, spot } => context.palette.describe(*inks, spot.as_deref()),
            Paint::Gradient(_) => "a gradient".to_owned(),
            Paint::Image(_) => "a picture".to_owned(),
            Paint::Pattern => "a pattern".to_owned(),
            Paint::NotInk { space, .. } => space.to_string(),
        };
        let problem =
            format!("overprints the objects below it ({color}); only black may overprint");
        let finding = context.finding(Code::PressOverprint, mark, mark.bounds, &problem);
        let role = mark.paint.heaviest().and_then(|inks| context.palette.name(inks));
        let hint = match role {
            Some(name) => &format!("remove the overprint where the color `{name}` is used"),
            None => "remove the overprint from the picture, or use a color of the brand for it",
        };
        found.push((0.0, finding.hint(hint)));
    }
    worst(found)
}
