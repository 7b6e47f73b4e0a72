//! Completes exported pages: an ornament beneath each, and a drawing above it.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::shared::renumber;
use super::underlay::{self, AssemblyError, Underlay};

/// Puts an ornament beneath each page of a file in memory, and a drawing above it, if there is one.
pub(crate) fn complete(
    pdf: &mut Document,
    underlay: Option<&Underlay>,
    above: Vec<Vec<u8>>,
) -> Result<(), AssemblyError> {
    let ids: Vec<ObjectId> = pdf.page_iter().collect();
    let ornament = underlay.map(|underlay| add_objects(pdf, underlay)).transpose()?;
    let mut above = above.into_iter();
    for id in ids {
        let mut page = pdf.get_dictionary(id)?.clone();
        if let Some((form, drawing)) = ornament {
            add_ornament(pdf, &mut page, form, drawing)?;
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

/// Adds the objects of an ornament. Returns its form and its drawing.
fn add_objects(
    pdf: &mut Document,
    underlay: &Underlay,
) -> Result<(ObjectId, ObjectId), AssemblyError> {
    let first = pdf.max_id + 1;
    for object in &underlay.objects.list {
        let mut object = object.clone();
        renumber(&mut object, &mut |place| Ok((place + first - 1, 0)))?;
        pdf.add_object(object);
    }
    Ok(((first, 0), (first + 1, 0)))
}

/// Returns the content streams of a page.
fn contents(page: &Dictionary) -> Result<Vec<Object>, AssemblyError> {
    let content = page.get(b"Contents")?.clone();
    Ok(if let Object::Array(parts) = content { parts } else { vec![content] })
}

/// Draws the ornament before the content of a page.
pub(super) fn add_ornament(
    pdf: &Document,
    page: &mut Dictionary,
    form: ObjectId,
    drawing: ObjectId,
) -> Result<(), AssemblyError> {
    page.set("Contents", [vec![drawing.into()], contents(page)?].concat());
    let mut resources = pdf.dereference(page.get(b"Resources")?)?.1.as_dict()?.clone();
    let mut forms =
        resources.get(b"XObject").and_then(Object::as_dict).cloned().unwrap_or_default();
    forms.set(underlay::NAME, form);
    resources.set("XObject", forms);
    page.set("Resources", resources);
    Ok(())
}
