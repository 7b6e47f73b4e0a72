//! Color spaces (ISO 32000-1, 8.6): which of them are made of inks, and how much ink a color is.

use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use super::function::Function;
use super::limits::plain_content;
use super::marks::{Inks, Paint};
use super::objects::lookup;

/// Spaces nested deeper than this are taken for a loop.
const MAX_DEPTH: usize = 6;

/// A color space.
#[derive(Debug, Clone)]
pub(super) enum ColorSpace {
    /// The device's gray, which a press prints in black ink alone.
    Gray,
    Cmyk,
    /// Spot inks, with the colors that stand in for them.
    Spot {
        names: Vec<String>,
        alternate: Box<ColorSpace>,
        tint: Option<Function>,
    },
    Indexed {
        base: Box<ColorSpace>,
        table: Vec<u8>,
    },
    Pattern(Option<Box<ColorSpace>>),
    /// A space that is not made of inks.
    Other {
        name: Rc<str>,
        /// The numbers in a color.
        channels: usize,
    },
}

impl ColorSpace {
    /// Reads a space that is named or spelled out. Names are looked up in the resources.
    pub(super) fn read(pdf: &Document, resources: &[&Dictionary], object: &Object) -> Self {
        read_color_space(pdf, resources, object, 0)
    }

    /// Returns a space of three channels that is not made of inks.
    pub(super) fn other(name: impl Into<Rc<str>>) -> Self {
        Self::Other { name: name.into(), channels: 3 }
    }

    /// The numbers in a color.
    pub(super) fn channels(&self) -> usize {
        match self {
            Self::Gray | Self::Indexed { .. } => 1,
            Self::Cmyk => 4,
            Self::Spot { names, .. } => names.len(),
            Self::Pattern(base) => base.as_ref().map_or(0, |base| base.channels()),
            Self::Other { channels, .. } => *channels,
        }
    }

    /// Returns the paint before an operator sets a color.
    pub(super) fn initial(&self) -> Paint {
        match self {
            Self::Cmyk => self.paint(&[0.0, 0.0, 0.0, 1.0]),
            Self::Spot { names, .. } => self.paint(&vec![1.0; names.len()]),
            _ => self.paint(&[0.0]),
        }
    }

    /// Returns the paint of a color.
    pub(super) fn paint(&self, values: &[f64]) -> Paint {
        if let Some(space) = self.not_ink() {
            return Paint::NotInk { space, rgb: self.rgb(values) };
        }
        let spot = match self {
            Self::Spot { names, .. } => Some(names.join(" + ").into()),
            _ => None,
        };
        self.inks(values).map_or(Paint::Pattern, |inks| Paint::Inks { inks, spot })
    }

    /// The color on a screen, if the space is one of light.
    fn rgb(&self, values: &[f64]) -> Option<[u8; 3]> {
        let Self::Other { name, channels } = self else { return None };
        let level = |value: f64| (255.0 * value).round().clamp(0.0, 255.0) as u8;
        match (*channels, values) {
            (3, &[r, g, b]) if name.ends_with("RGB") => Some([r, g, b].map(level)),
            (1, &[gray]) => Some([level(gray); 3]),
            _ => None,
        }
    }

    /// Returns the name of the space that is not made of inks, here or underneath.
    pub(super) fn not_ink(&self) -> Option<Rc<str>> {
        match self {
            Self::Other { name, .. } => Some(Rc::clone(name)),
            Self::Indexed { base, .. } => base.not_ink(),
            Self::Pattern(Some(base)) => base.not_ink(),
            Self::Spot { alternate, .. } => {
                let name = alternate.not_ink()?;
                Some(format!("a spot ink with an alternate color in {name}").into())
            }
            _ => None,
        }
    }

    /// Returns the inks of a color; `None` if it is not made of inks.
    pub(super) fn inks(&self, values: &[f64]) -> Option<Inks> {
        let value = |index: usize| values.get(index).copied().unwrap_or_default();
        let share = |index: usize| value(index).clamp(0.0, 1.0);
        match self {
            Self::Gray => Some(Inks::cmyk([0.0, 0.0, 0.0, 1.0 - share(0)])),
            Self::Cmyk => Some(Inks::cmyk([0, 1, 2, 3].map(share))),
            Self::Spot { names, alternate, tint } => {
                let spot = (0..names.len()).map(share).sum();
                let own = Inks { cmyk: [0.0; 4], spot };
                // A press prints the ink or, if it does not have it, the stand-in: the heavier
                // of the two counts.
                let stand_in = tint.as_ref().and_then(|tint| alternate.inks(&tint.at(values)));
                Some(stand_in.filter(|stand_in| stand_in.total() > own.total()).unwrap_or(own))
            }
            Self::Indexed { base, table } => {
                let (index, count) = (value(0).max(0.0) as usize, base.channels());
                let entry = table.get(index * count..(index + 1) * count)?;
                let values: Vec<f64> = entry.iter().map(|byte| f64::from(*byte) / 255.0).collect();
                base.inks(&values)
            }
            Self::Pattern(_) | Self::Other { .. } => None,
        }
    }
}

fn read_color_space(
    pdf: &Document,
    resources: &[&Dictionary],
    object: &Object,
    depth: usize,
) -> ColorSpace {
    let Ok((_, object)) = pdf.dereference(object) else {
        return ColorSpace::other("a missing color space");
    };
    if depth > MAX_DEPTH {
        return ColorSpace::other("color spaces nested without end");
    }
    if let Ok(name) = object.as_name() {
        return match name {
            b"DeviceGray" | b"G" => ColorSpace::Gray,
            b"DeviceCMYK" | b"CMYK" => ColorSpace::Cmyk,
            b"DeviceRGB" | b"RGB" => ColorSpace::other("RGB"),
            b"Pattern" => ColorSpace::Pattern(None),
            name => match lookup(pdf, resources, b"ColorSpace", name) {
                Some(found) => read_color_space(pdf, resources, found, depth + 1),
                None => ColorSpace::other(String::from_utf8_lossy(name)),
            },
        };
    }
    let Ok([family, rest @ ..]) = object.as_array().map(Vec::as_slice) else {
        return ColorSpace::other("an unknown color space");
    };
    let inner = |index: usize| {
        rest.get(index).map(|space| Box::new(read_color_space(pdf, resources, space, depth + 1)))
    };
    match (family.as_name().unwrap_or_default(), rest) {
        (b"ICCBased", [profile, ..]) => profiled(pdf, profile),
        (b"Separation" | b"DeviceN", [names, _, tint, ..]) => ColorSpace::Spot {
            names: spot_names(pdf, names),
            alternate: inner(1).unwrap_or(Box::new(ColorSpace::Cmyk)),
            tint: Function::read(pdf, tint),
        },
        (b"Indexed" | b"I", [_, _, table, ..]) => match inner(0) {
            Some(base) => ColorSpace::Indexed { base, table: bytes(pdf, table) },
            None => ColorSpace::other("an unknown color space"),
        },
        (b"Pattern", _) => ColorSpace::Pattern(inner(0)),
        (b"CalRGB", _) => ColorSpace::other("calibrated RGB"),
        (b"CalGray", _) => ColorSpace::Other { name: "calibrated gray".into(), channels: 1 },
        (name, []) => read_color_space(pdf, resources, &Object::Name(name.to_vec()), depth + 1),
        (name, _) => ColorSpace::other(String::from_utf8_lossy(name)),
    }
}

/// Returns the name of the ink of a `Separation`, or the names of those of a `DeviceN`.
fn spot_names(pdf: &Document, names: &Object) -> Vec<String> {
    let text = |name: &Object| {
        name.as_name().map(|name| String::from_utf8_lossy(name).into_owned()).unwrap_or_default()
    };
    match pdf.dereference(names) {
        Ok((_, Object::Array(names))) => names.iter().map(text).collect(),
        Ok((_, name)) => vec![text(name)],
        Err(_) => vec![String::new()],
    }
}

/// Returns the space of an ICC profile. CMYK ones are inks. A gray one is printed in all four
/// inks, which blurs text.
fn profiled(pdf: &Document, profile: &Object) -> ColorSpace {
    let stream = pdf.dereference(profile).and_then(|(_, profile)| profile.as_stream());
    match stream.and_then(|stream| stream.dict.get(b"N")?.as_i64()).ok() {
        Some(4) => ColorSpace::Cmyk,
        Some(1) => ColorSpace::Other { name: "ICC gray".into(), channels: 1 },
        Some(3) => ColorSpace::other("ICC RGB"),
        _ => ColorSpace::other("a missing ICC profile"),
    }
}

/// Returns the bytes of a string or a stream.
fn bytes(pdf: &Document, object: &Object) -> Vec<u8> {
    match pdf.dereference(object).map(|(_, object)| object) {
        Ok(Object::String(bytes, _)) => bytes.clone(),
        Ok(Object::Stream(stream)) => plain_content(stream).unwrap_or_default(),
        _ => Vec::new(),
    }
}
