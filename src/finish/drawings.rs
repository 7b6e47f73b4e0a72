//! Drawings in a press file: the colors of SVG pictures become inks.
//!
//! Typst writes a drawing into the content of its page. Grays and black become black ink alone;
//! every other color goes through the profile of the press. In a mask, a color is opacity and
//! becomes the gray of the same luminance. No library rewrites the operators of a content stream;
//! lopdf parses and writes them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::colors::{InkConversions, broken, channels};
use crate::color::Inks;
use crate::diagnostic::{Code, Finding};
use crate::pdf::{dictionary, is_name};

/// Converts the colors of every drawing into inks.
///
/// # Errors
/// If a gradient cannot be converted.
pub(super) fn convert(
    pdf: &mut Document,
    masks: &HashSet<ObjectId>,
    conversions: &mut InkConversions<'_>,
) -> Result<(), Finding> {
    let inks = Paint::Inks(conversions.conversion(None)?);
    for id in pdf.get_pages().into_values() {
        convert_page(pdf, id, &inks)?;
    }
    let ids: Vec<ObjectId> = pdf.objects.keys().copied().collect();
    let mut functions = Functions::default();
    for id in ids {
        let paint = if masks.contains(&id) { &Paint::Luminance } else { &inks };
        convert_form(pdf, id, paint)?;
        convert_group(pdf, id, paint);
        convert_shading(pdf, id, paint, &mut functions)?;
    }
    Ok(())
}

/// What a color is converted to.
enum Paint {
    Inks(Arc<Inks>),
    /// The gray of the same luminance, in a mask.
    Luminance,
}

impl Paint {
    /// Converts one or three values from 0 to 1 into four inks, or into one gray.
    fn convert(&self, color: &[f32]) -> Vec<Object> {
        let rgb = [0, 1, 2].map(|at| color.get(at).copied().unwrap_or(color[0]));
        match self {
            Paint::Luminance => vec![(0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2]).into()],
            Paint::Inks(inks) => {
                let rgb = rgb.map(|value| (value * 255.0).round() as u8);
                let is_gray = rgb[0] == rgb[1] && rgb[1] == rgb[2];
                let printed = if is_gray { [0, 0, 0, inks.gray(rgb[0])] } else { inks.color(rgb) };
                // Three digits distinguish 255 steps.
                let share = |ink: u8| (f32::from(ink) / 255.0 * 1000.0).round() / 1000.0;
                printed.map(|ink| Object::Real(share(ink))).to_vec()
            }
        }
    }

    fn space(&self) -> &'static str {
        match self {
            Paint::Inks(_) => "DeviceCMYK",
            Paint::Luminance => "DeviceGray",
        }
    }

    fn operator(&self, is_stroke: bool) -> &'static str {
        match (self, is_stroke) {
            (Paint::Inks(_), false) => "k",
            (Paint::Inks(_), true) => "K",
            (Paint::Luminance, false) => "g",
            (Paint::Luminance, true) => "G",
        }
    }
}

/// Converts the content of a page.
fn convert_page(pdf: &mut Document, id: ObjectId, paint: &Paint) -> Result<(), Finding> {
    let (own, others) = pdf.get_page_resources(id).map_err(broken)?;
    let own = own.or_else(|| pdf.get_dictionary(*others.first()?).ok()).cloned();
    let own = own.unwrap_or_default();
    if let Some(content) = convert_content(pdf, &pdf.get_page_content(id), &own, paint)? {
        let mut stream = Stream::new(Dictionary::new(), content);
        stream.compress().map_err(broken)?;
        let stream = pdf.add_object(stream);
        pdf.get_dictionary_mut(id).map_err(broken)?.set("Contents", stream);
    }
    Ok(())
}

/// Converts a form or a tiling pattern.
fn convert_form(pdf: &mut Document, id: ObjectId, paint: &Paint) -> Result<(), Finding> {
    let Ok(stream) = pdf.get_object(id).and_then(Object::as_stream) else { return Ok(()) };
    let pattern = stream.dict.get(b"PatternType").and_then(Object::as_i64);
    if !is_name(&stream.dict, b"Subtype", "Form") && !matches!(pattern, Ok(1)) {
        return Ok(());
    }
    let resources = dictionary(pdf, &stream.dict, b"Resources").cloned().unwrap_or_default();
    let content = stream.get_plain_content().map_err(broken)?;
    if let Some(content) = convert_content(pdf, &content, &resources, paint)? {
        let stream = pdf.get_object_mut(id).and_then(Object::as_stream_mut).map_err(broken)?;
        stream.dict.remove(b"Filter");
        stream.set_plain_content(content);
        stream.compress().map_err(broken)?;
    }
    Ok(())
}

/// Converts the colors of a content stream; `None` if it has no gray or RGB colors.
fn convert_content(
    pdf: &Document,
    content: &[u8],
    resources: &Dictionary,
    paint: &Paint,
) -> Result<Option<Vec<u8>>, Finding> {
    let mut content = Content::decode(content).map_err(broken)?;
    let named = dictionary(pdf, resources, b"ColorSpace");
    let of_space = |name: &[u8]| match named.and_then(|spaces| spaces.get(name).ok()) {
        Some(space) => channels(pdf, space),
        None => channels(pdf, &Object::Name(name.to_vec())),
    };
    // The values in the fill and the stroke color, if it is gray or RGB. `q` saves both.
    let (mut now, mut saved, mut changed) = ([None, None], Vec::new(), false);
    for operation in &mut content.operations {
        match operation.operator.as_str() {
            "q" => saved.push(now),
            "Q" => now = saved.pop().unwrap_or(now),
            "cs" | "CS" => {
                let is_stroke = operation.operator == "CS";
                let name = operation.operands.first().and_then(|name| name.as_name().ok());
                let channels = of_space(name.unwrap_or_default());
                now[usize::from(is_stroke)] = channels;
                if let Some(channels) = channels {
                    // A space begins with black.
                    *operation = color_operation(paint, &vec![0.0; channels], is_stroke);
                    changed = true;
                }
            }
            operator @ ("rg" | "RG" | "g" | "G" | "sc" | "SC" | "scn" | "SCN") => {
                let is_stroke = operator.chars().all(char::is_uppercase);
                let color: Vec<f32> =
                    operation.operands.iter().filter_map(|value| value.as_float().ok()).collect();
                let is_gray_or_rgb = !operator.to_ascii_lowercase().starts_with("sc")
                    || now[usize::from(is_stroke)].is_some();
                if is_gray_or_rgb && matches!(color.len(), 1 | 3) {
                    *operation = color_operation(paint, &color, is_stroke);
                    changed = true;
                }
            }
            "k" => now[0] = None,
            "K" => now[1] = None,
            _ => {}
        }
    }
    if changed { content.encode().map(Some).map_err(broken) } else { Ok(None) }
}

fn color_operation(paint: &Paint, color: &[f32], is_stroke: bool) -> Operation {
    Operation::new(paint.operator(is_stroke), paint.convert(color))
}

/// Sets the blending space of a transparency group.
fn convert_group(pdf: &mut Document, id: ObjectId, paint: &Paint) {
    let Ok(stream) = pdf.get_object(id).and_then(Object::as_stream) else { return };
    let group = stream.dict.get(b"Group").and_then(Object::as_dict);
    let space = group.and_then(|group| group.get(b"CS"));
    if !space.is_ok_and(|space| channels(pdf, space).is_some()) {
        return;
    }
    let stream = pdf.get_object_mut(id).and_then(Object::as_stream_mut);
    if let Ok(Object::Dictionary(group)) = stream.and_then(|stream| stream.dict.get_mut(b"Group")) {
        group.set("CS", paint.space());
    }
}

/// Converted functions of gradients, by whether they give luminance. Gradients may share one.
type Functions = HashMap<(ObjectId, bool), ObjectId>;

/// Converts a gradient: its color space and the colors of its function.
fn convert_shading(
    pdf: &mut Document,
    id: ObjectId,
    paint: &Paint,
    functions: &mut Functions,
) -> Result<(), Finding> {
    let Ok(dictionary) = pdf.get_dictionary(id) else { return Ok(()) };
    let space = dictionary.get(b"ColorSpace").ok().and_then(|space| channels(pdf, space));
    let function = dictionary.get(b"Function").cloned();
    let (true, Some(_), Ok(function)) = (dictionary.has(b"ShadingType"), space, function) else {
        return Ok(());
    };
    let function = convert_function(pdf, &function, paint, functions)?;
    let dictionary = pdf.get_dictionary_mut(id).map_err(broken)?;
    dictionary.set("ColorSpace", paint.space());
    dictionary.set("Function", function);
    Ok(())
}

/// Converts a function: a plain ramp, or ramps one after another.
fn convert_function(
    pdf: &mut Document,
    function: &Object,
    paint: &Paint,
    functions: &mut Functions,
) -> Result<Object, Finding> {
    let key = function.as_reference().ok().map(|id| (id, matches!(paint, Paint::Luminance)));
    if let Some(known) = key.and_then(|key| functions.get(&key)) {
        return Ok(Object::Reference(*known));
    }
    let Ok((_, Object::Dictionary(found))) = pdf.dereference(function) else {
        return Err(unknown_gradient());
    };
    let mut own = found.clone();
    match own.get(b"FunctionType").and_then(Object::as_i64) {
        Ok(2) => {
            for key in [b"C0".as_slice(), b"C1"] {
                let color = own.get(key).and_then(Object::as_array).map_err(broken)?;
                let color: Vec<f32> = color.iter().flat_map(Object::as_float).collect();
                if !matches!(color.len(), 1 | 3) {
                    return Err(unknown_gradient());
                }
                own.set(key, paint.convert(&color));
            }
        }
        Ok(3) => {
            let parts = own.get(b"Functions").and_then(Object::as_array).map_err(broken)?.clone();
            let parts = parts.iter().map(|part| convert_function(pdf, part, paint, functions));
            let parts = parts.collect::<Result<Vec<_>, _>>()?;
            own.set("Functions", parts);
        }
        _ => return Err(unknown_gradient()),
    }
    own.remove(b"Range");
    let id = pdf.add_object(own);
    functions.extend(key.map(|key| (key, id)));
    Ok(Object::Reference(id))
}

fn unknown_gradient() -> Finding {
    let message =
        "a drawing has a gradient that repeats, mirrors or turns, which cannot become inks";
    Finding::new(Code::PressGradient, message)
        .hint("redraw it with a plain linear or radial gradient, or in flat colors")
}
