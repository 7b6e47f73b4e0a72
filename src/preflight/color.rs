//! `press-color`: every color is CMYK or a spot color.

use super::palette::hex;
use super::{PageContext, worst};
use crate::diagnostic::{Code, Finding};
use crate::pdf::{MarkKind, Paint};

pub(super) fn check(context: &PageContext<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for mark in context.visible_marks() {
        let Paint::NotInk { space, rgb } = &mark.paint else { continue };
        let role = rgb.and_then(|rgb| context.palette.find_rgb(rgb));
        let color = match (rgb, role) {
            (Some(rgb), Some(role)) => {
                format!("{space} {}, the screen color `{role}` of the brand", hex(*rgb))
            }
            (Some(rgb), None) => format!("{space} {}", hex(*rgb)),
            (None, _) => space.to_string(),
        };
        let problem = format!("is not CMYK or a spot color ({color})");
        let hint = match (role, &mark.kind) {
            (Some(role), _) => &format!("use the color `{role}` of `palette(job)` in the template"),
            (None, MarkKind::Image { .. }) => {
                "save the picture as plain RGB, which Peerpress converts"
            }
            (None, _) => "use a color of `palette(job)`, or `cmyk(…)`, in the template",
        };
        let finding = context.finding(Code::PressColor, mark, mark.bounds, &problem);
        found.push((0.0, finding.hint(hint)));
    }
    worst(found)
}
