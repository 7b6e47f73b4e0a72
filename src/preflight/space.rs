//! Colour spaces (ISO 32000-1, 8.6): which of them are made of inks, and how much ink a colour is.

use std::rc::Rc;

use lopdf::{Dictionary, Document, Object};

use super::function::Function;
use super::marks::{Inks, Paint};

/// Spaces within spaces may go no deeper.
const DEEPEST: usize = 6;

/// A colour space.
#[derive(Debug, Clone)]
pub(super) enum Space {
    /// Grey of the device, which a press prints in black alone.
    Gray,
    Cmyk,
    /// Inks of their own, with what stands for them.
    Spot {
        count: usize,
        alternate: Box<Space>,
        tint: Option<Function>,
    },
    Indexed {
        base: Box<Space>,
        table: Vec<u8>,
    },
    Pattern(Option<Box<Space>>),
    /// What a press does not print as it stands.
    Foreign(Rc<str>),
}

impl Space {
    /// Reads a space that is named or written out; `resources` say what names mean.
    pub(super) fn read(pdf: &Document, resources: &[&Dictionary], object: &Object) -> Self {
        read(pdf, resources, object, 0)
    }

    /// The space of a name that operators and pictures use.
    pub(super) fn named(pdf: &Document, resources: &[&Dictionary], name: &[u8]) -> Self {
        read(pdf, resources, &Object::Name(name.to_vec()), 0)
    }

    /// How many numbers make a colour.
    pub(super) fn count(&self) -> usize {
        match self {
            Space::Gray | Space::Indexed { .. } => 1,
            Space::Cmyk => 4,
            Space::Spot { count, .. } => *count,
            Space::Pattern(base) => base.as_ref().map_or(0, |base| base.count()),
            Space::Foreign(name) => {
                if name.contains("grey") {
                    1
                } else {
                    3
                }
            }
        }
    }

    /// What is painted with before a colour is chosen.
    pub(super) fn initial(&self) -> Paint {
        match self {
            Space::Cmyk => self.paint(&[0.0, 0.0, 0.0, 1.0]),
            Space::Spot { count, .. } => self.paint(&vec![1.0; *count]),
            _ => self.paint(&[0.0]),
        }
    }

    /// The paint of a colour.
    pub(super) fn paint(&self, values: &[f64]) -> Paint {
        match (self, self.inks(values)) {
            (Space::Foreign(name), _) => Paint::Foreign(Rc::clone(name)),
            (_, Some(inks)) => Paint::Inks(inks),
            _ => self.foreign().map_or(Paint::Pattern, Paint::Foreign),
        }
    }

    /// The name of what is not made of inks, here or underneath.
    pub(super) fn foreign(&self) -> Option<Rc<str>> {
        match self {
            Space::Foreign(name) => Some(Rc::clone(name)),
            Space::Indexed { base, .. } => base.foreign(),
            Space::Pattern(Some(base)) => base.foreign(),
            Space::Spot { alternate, .. } => {
                alternate.foreign().map(|name| format!("a spot ink shown in {name}").into())
            }
            _ => None,
        }
    }

    /// How much ink a colour is; none if it is not made of inks.
    pub(super) fn inks(&self, values: &[f64]) -> Option<Inks> {
        let value = |index: usize| values.get(index).copied().unwrap_or_default();
        match self {
            Space::Gray => Some(Inks::cmyk([0.0, 0.0, 0.0, 1.0 - value(0).clamp(0.0, 1.0)])),
            Space::Cmyk => Some(Inks::cmyk(
                [value(0), value(1), value(2), value(3)].map(|ink| ink.clamp(0.0, 1.0)),
            )),
            Space::Spot { count, alternate, tint } => {
                let own = Inks {
                    cmyk: [0.0; 4],
                    spot: (0..*count).map(|index| value(index).clamp(0.0, 1.0)).sum(),
                };
                // The press prints the ink itself or, if it has none, what stands for it: the heavier of the two counts.
                let stand_in = tint.as_ref().and_then(|tint| alternate.inks(&tint.at(values)));
                Some(stand_in.filter(|stand_in| stand_in.total() > own.total()).unwrap_or(own))
            }
            Space::Indexed { base, table } => {
                let (index, count) = (value(0).max(0.0) as usize, base.count());
                let entry = table.get(index * count..(index + 1) * count)?;
                base.inks(&entry.iter().map(|byte| f64::from(*byte) / 255.0).collect::<Vec<_>>())
            }
            Space::Pattern(_) | Space::Foreign(_) => None,
        }
    }
}

fn read(pdf: &Document, resources: &[&Dictionary], object: &Object, depth: usize) -> Space {
    let foreign = |name: &str| Space::Foreign(name.into());
    let Ok((_, object)) = pdf.dereference(object) else {
        return foreign("a space that is not there");
    };
    if depth > DEEPEST {
        return foreign("spaces in spaces without an end");
    }
    if let Ok(name) = object.as_name() {
        return match name {
            b"DeviceGray" | b"G" | b"CalGray" if name != b"CalGray" => Space::Gray,
            b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
            b"DeviceRGB" | b"RGB" => foreign("RGB"),
            b"Pattern" => Space::Pattern(None),
            name => match lookup(pdf, resources, b"ColorSpace", name) {
                Some(found) => read(pdf, resources, found, depth + 1),
                None => Space::Foreign(String::from_utf8_lossy(name).into()),
            },
        };
    }
    let Ok([kind, rest @ ..]) = object.as_array().map(Vec::as_slice) else {
        return foreign("an unknown space");
    };
    let inner = |index: usize| {
        rest.get(index).map(|space| Box::new(read(pdf, resources, space, depth + 1)))
    };
    match (kind.as_name().unwrap_or_default(), rest) {
        (b"ICCBased", [profile, ..]) => profiled(pdf, profile),
        (b"Separation", [_, _, tint, ..]) => spot(pdf, 1, inner(1), tint),
        (b"DeviceN", [names, _, tint, ..]) => {
            let count = pdf
                .dereference(names)
                .ok()
                .and_then(|(_, names)| names.as_array().ok())
                .map_or(1, Vec::len);
            spot(pdf, count, inner(1), tint)
        }
        (b"Indexed" | b"I", [_, _, table, ..]) => match inner(0) {
            Some(base) => Space::Indexed { base, table: bytes(pdf, table) },
            None => foreign("an unknown space"),
        },
        (b"Pattern", _) => Space::Pattern(inner(0)),
        (b"CalRGB", _) => foreign("RGB"),
        (b"CalGray", _) => foreign("a calibrated grey"),
        (b"Lab", _) => foreign("Lab"),
        (name, []) => read(pdf, resources, &Object::Name(name.to_vec()), depth + 1),
        (name, _) => Space::Foreign(String::from_utf8_lossy(name).into()),
    }
}

fn spot(pdf: &Document, count: usize, alternate: Option<Box<Space>>, tint: &Object) -> Space {
    Space::Spot {
        count,
        alternate: alternate.unwrap_or(Box::new(Space::Cmyk)),
        tint: Function::read(pdf, tint),
    }
}

/// A space of an ICC profile: CMYK ones are inks; a grey one is printed in all four inks, which blurs text.
fn profiled(pdf: &Document, profile: &Object) -> Space {
    let stream = pdf.dereference(profile).ok().and_then(|(_, profile)| profile.as_stream().ok());
    match stream.and_then(|stream| stream.dict.get(b"N").and_then(Object::as_i64).ok()) {
        Some(4) => Space::Cmyk,
        Some(1) => Space::Foreign("a profile's grey".into()),
        Some(3) => Space::Foreign("a profile's RGB".into()),
        _ => Space::Foreign("a profile that is not there".into()),
    }
}

/// The bytes of a string or a stream.
fn bytes(pdf: &Document, object: &Object) -> Vec<u8> {
    match pdf.dereference(object).map(|(_, object)| object) {
        Ok(Object::String(bytes, _)) => bytes.clone(),
        Ok(Object::Stream(stream)) => stream.get_plain_content().unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// What a name means in the resources, the innermost first.
pub(super) fn lookup<'a>(
    pdf: &'a Document,
    resources: &[&'a Dictionary],
    kind: &[u8],
    name: &[u8],
) -> Option<&'a Object> {
    resources.iter().find_map(|resources| {
        pdf.dereference(resources.get(kind).ok()?).ok()?.1.as_dict().ok()?.get(name).ok()
    })
}
