//! Completes exported pages: forms beneath each, such as an ornament, and a drawing above it.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::shared::renumber;
use super::underlay::{AssemblyError, Underlay};

/// Puts forms beneath each page of a file in memory, the first of them at the bottom, and a drawing
/// above it, if there is one.
pub(crate) fn complete(
    pdf: &mut Document,
    beneath: &[&Underlay],
    above: Vec<Vec<u8>>,
) -> Result<(), AssemblyError> {
    let ids: Vec<ObjectId> = pdf.page_iter().collect();
    let forms: Vec<PlacedForm> =
        beneath.iter().map(|underlay| add_objects(pdf, underlay)).collect::<Result<_, _>>()?;
    let mut above = above.into_iter();
    for id in ids {
        let mut page = pdf.get_dictionary(id)?.clone();
        for form in forms.iter().rev() {
            add_form(pdf, &mut page, form)?;
        }
        if let Some(drawing) = above.next() {
            // Its digits are random: to compress them takes longer than it saves.
            let drawing = Stream::new(Dictionary::new(), drawing).with_compression(false);
            let drawing = pdf.add_object(drawing);
            let mut contents = contents(&page)?;
            contents.push(drawing.into());
            page.set("Contents", contents);
        }
        pdf.set_object(id, page);
    }
    Ok(())
}

/// A form in a file, and the stream that draws it.
pub(super) struct PlacedForm {
    pub(super) name: &'static str,
    pub(super) form: ObjectId,
    pub(super) drawing: ObjectId,
}

/// Adds the objects of a form.
fn add_objects(pdf: &mut Document, underlay: &Underlay) -> Result<PlacedForm, AssemblyError> {
    let first = pdf.max_id + 1;
    for object in &underlay.objects.list {
        let mut object = object.clone();
        renumber(&mut object, &mut |place| Ok((place + first - 1, 0)))?;
        pdf.add_object(object);
    }
    Ok(PlacedForm { name: underlay.name, form: (first, 0), drawing: (first + 1, 0) })
}

/// Returns the content streams of a page.
fn contents(page: &Dictionary) -> Result<Vec<Object>, AssemblyError> {
    let content = page.get(b"Contents")?.clone();
    Ok(if let Object::Array(parts) = content { parts } else { vec![content] })
}

/// Draws a form before the content of a page.
pub(super) fn add_form(
    pdf: &Document,
    page: &mut Dictionary,
    placed: &PlacedForm,
) -> Result<(), AssemblyError> {
    page.set("Contents", [vec![placed.drawing.into()], contents(page)?].concat());
    let mut resources = pdf.dereference(page.get(b"Resources")?)?.1.as_dict()?.clone();
    let mut forms =
        resources.get(b"XObject").and_then(Object::as_dict).cloned().unwrap_or_default();
    forms.set(placed.name, placed.form);
    resources.set("XObject", forms);
    page.set("Resources", resources);
    Ok(())
}
