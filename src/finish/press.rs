//! Edition `press`: PDF/X-4 (ISO 15930-7:2010) that a print shop accepts without questions.
//!
//! | requirement of PDF/X-4 | ensured by | verified by |
//! |---|---|---|
//! | PDF 1.6, no encryption | the engine, `finish` | `press-standard`, `press-forbidden` |
//! | `GTS_PDFXVersion`, dates and document ID in XMP | `set_identity` | `press-standard` |
//! | file ID, title and dates in the document information | the engine, `set_identity` | – |
//! | `Trapped` is true or false | `set_identity` | `press-standard` |
//! | PDF/X output intent with its embedded profile | `add_output_intent` | `press-output-intent` |
//! | the profile is for CMYK output | `content::profile` | `bad-profile`, `press-output-intent` |
//! | MediaBox, BleedBox and TrimBox, nested; no ArtBox | `finish_page` | `press-boxes` |
//! | fonts are embedded, without missing glyphs | the engine | `press-font`, `missing-glyph` |
//! | colors fit the output intent | `brand`, `colors`, `drawings` | `press-color` |
//! | only black overprints | `overprint` | `press-overprint` |
//! | transparency blends in CMYK | `finish_page`, `drawings` | `press-transparency` |
//! | no annotations on the printed area | `finish_page` | `press-forbidden` |
//! | no actions, JavaScript, PostScript or transfer functions | the engine | `press-forbidden` |
//! | no alternate images, OPI, LZW, halftones or external files | the engine writes none | – |
//!
//! What print shops ask for beyond the standard (bleed, safe area, ink limit, small text, thin
//! lines, resolution) is verified by the other rules of `preflight`, and on the laid-out pages by
//! `check`. The user ensures that the profile in `data/vendors.json` is that of the shop's press.
//!
//! typst-pdf does not export PDF/X, and no Rust library converts to it; lopdf edits the objects.

use std::fs;
use std::num::NonZeroUsize;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use typst::layout::{Frame, FrameItem, PageRanges};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard};

use super::colors::{self, PrintingCondition, broken};
use super::glyph_order::in_glyph_order;
use super::overprint::{add_states, overprint_black};
use super::registration::{self, Marks};
use super::{CREATOR, FinishError, pdf_options, standards};
use crate::content::profile;
use crate::content::vendors::Vendor;
use crate::diagnostic::{Code, Finding, Place};
use crate::pictures::Cache;
use crate::plan::Job;
use crate::project::Project;

/// Makes the files for a print shop, by path in the output folder: one file, or one for each page.
///
/// # Errors
/// If the job has no print shop, or the pages, the pictures or the profile cannot be used.
pub(crate) fn pdfs(
    project: &Project,
    job: &Job,
    document: &PagedDocument,
    cache: &Cache,
) -> Result<Vec<(String, Vec<u8>)>, FinishError> {
    let Some(vendor) = &job.vendor else {
        let finding = Finding::new(Code::UnknownReference, "no print shop is set up")
            .at(Place::file("data/vendors.json"));
        return Err(finding.hint("add a print shop under `vendors`").into());
    };
    let profile = read_profile(project, vendor)?;
    let pages = document.pages();
    let outputs = job.outputs(pages.len());
    let is_split = outputs.len() > 1;
    let press = PrintingCondition { profile: &profile, ink_limit: vendor.ink_limit, cache };
    let mut files = Vec::new();
    for (index, output) in outputs.into_iter().enumerate() {
        let pages = if is_split { &pages[index..=index] } else { pages };
        let number = NonZeroUsize::new(index + 1).filter(|_| is_split);
        let bytes = engine_pdf(job, document, &output, number)?;
        let pages: Vec<(usize, &Page)> = (if is_split { index } else { 0 }..).zip(pages).collect();
        let finished = finish(&bytes, job, &output, vendor, &pages, &press)?;
        files.push((output, finished));
    }
    Ok(files)
}

/// Exports all pages, or one of them, with the engine.
fn engine_pdf(
    job: &Job,
    document: &PagedDocument,
    output: &str,
    page: Option<NonZeroUsize>,
) -> Result<Vec<u8>, FinishError> {
    let options = PdfOptions {
        page_ranges: page.map(|page| PageRanges::new(vec![Some(page)..=Some(page)])),
        standards: standards(&[PdfStandard::V_1_6]),
        ..pdf_options(output, job.date)
    };
    Ok(typst_pdf::pdf(&in_glyph_order(document), &options)?)
}

/// Reads the ICC profile of the print shop, which was checked when the data was read.
fn read_profile(project: &Project, vendor: &Vendor) -> Result<Vec<u8>, Finding> {
    let fault = |what: &str| {
        Finding::new(Code::BadProfile, format!("the profile `{}` {what}", vendor.profile))
            .at(Place::file("data/vendors.json"))
    };
    let path = project.resolve(&vendor.profile).map_err(|_| fault("is not in the project"))?;
    let bytes = fs::read(path).map_err(|error| fault(&format!("cannot be read: {error}")))?;
    profile::fault(&bytes).map_or(Ok(bytes), |what| Err(fault(&what)))
}

fn finish(
    bytes: &[u8],
    job: &Job,
    output: &str,
    vendor: &Vendor,
    pages: &[(usize, &Page)],
    press: &PrintingCondition<'_>,
) -> Result<Vec<u8>, Finding> {
    let mut pdf = Document::load_mem(bytes).map_err(broken)?;
    if pages.iter().any(|(_, page)| has_picture(&page.frame)) {
        colors::convert(&mut pdf, press)?;
    }
    let ids: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let space = vendor.marks.then(|| registration::add_space(&mut pdf));
    for (id, (index, page)) in ids.into_iter().zip(pages) {
        let marks = space.map(|space| Marks {
            space,
            ink_limit: vendor.ink_limit,
            folds: job.folds(*index),
        });
        finish_page(&mut pdf, id, page, marks.as_ref()).map_err(broken)?;
    }
    add_output_intent(&mut pdf, vendor, press).map_err(broken)?;
    set_identity(&mut pdf, job, output).map_err(broken)?;
    pdf.version = "1.6".to_owned();
    pdf.prune_objects();
    pdf.renumber_objects();
    let mut out = Vec::new();
    pdf.save_to(&mut out).map_err(broken)?;
    Ok(out)
}

/// Whether a frame has a picture, which must be converted into inks.
fn has_picture(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => has_picture(&group.frame),
        FrameItem::Image(..) => true,
        _ => false,
    })
}

/// Sets the boxes, the crop and fold marks, and the blending color space of a page. The page of the
/// engine is the bleed box; with marks, the sheet grows around it.
fn finish_page(
    pdf: &mut Document,
    id: ObjectId,
    page: &Page,
    marks: Option<&Marks>,
) -> lopdf::Result<()> {
    let bleed = page.bleed.left.to_pt();
    let (width, height) = (page.frame.width().to_pt(), page.frame.height().to_pt());
    let margin = if marks.is_some() { bleed + registration::ROOM } else { bleed };
    let shift = margin - bleed;
    // Artwork may run past the bleed. It is clipped there so that it does not reach the marks.
    let (bleed_width, bleed_height) = (width + 2.0 * bleed, height + 2.0 * bleed);
    let clip = format!("q 1 0 0 1 {shift} {shift} cm 0 0 {bleed_width} {bleed_height} re W n\n");
    let mut wrapped = clip.into_bytes();
    let (content, has_overprint) = overprint_black(&pdf.get_page_content(id));
    if has_overprint || marks.is_some() {
        add_states(pdf, id)?;
    }
    wrapped.extend(content);
    wrapped.extend(b"\nQ\n");
    if let Some(marks) = marks {
        wrapped.extend(marks.draw(margin, bleed, (width, height)).bytes());
        registration::name_space(pdf, id, marks.space)?;
    }
    let mut stream = Stream::new(Dictionary::new(), wrapped);
    stream.compress()?;
    let stream = pdf.add_object(stream);
    let page = pdf.get_object_mut(id)?.as_dict_mut()?;
    page.set("Contents", stream);
    page.set("MediaBox", inset(0.0, width + 2.0 * margin, height + 2.0 * margin));
    page.set("BleedBox", inset(margin - bleed, bleed_width, bleed_height));
    page.set("TrimBox", inset(margin, width, height));
    for key in [b"CropBox".as_slice(), b"ArtBox", b"Annots", b"StructParents", b"Tabs"] {
        page.remove(key);
    }
    let group = dictionary! {
        "Type" => "Group", "S" => "Transparency", "CS" => "DeviceCMYK", "I" => true, "K" => false,
    };
    page.set("Group", group);
    Ok(())
}

/// Returns a box of a size, at a distance from the lower left corner of the sheet.
fn inset(from: f64, width: f64, height: f64) -> Object {
    let sides = [from, from, from + width, from + height];
    Object::Array(sides.map(|side| Object::Real(side as f32)).to_vec())
}

/// Adds the output intent: the printing condition and its profile.
fn add_output_intent(
    pdf: &mut Document,
    vendor: &Vendor,
    press: &PrintingCondition<'_>,
) -> lopdf::Result<()> {
    let profile = pdf.add_object(profile_stream(press));
    let intent = pdf.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFX",
        "OutputConditionIdentifier" => text(&vendor.output_condition.0),
        "Info" => text(&vendor.output_condition.0),
        "RegistryName" => text("http://www.color.org"),
        "DestOutputProfile" => profile,
    });
    let catalog = pdf.catalog_mut()?;
    catalog.set("OutputIntents", vec![Object::Reference(intent)]);
    for key in [b"StructTreeRoot".as_slice(), b"MarkInfo", b"OpenAction", b"AA"] {
        catalog.remove(key);
    }
    Ok(())
}

/// Returns the profile as a compressed stream. It is cached: it is the same in every file, and
/// compressing it is a large part of the work.
fn profile_stream(press: &PrintingCondition<'_>) -> Stream {
    let compress = || {
        let mut stream = Stream::new(Dictionary::new(), press.profile.to_vec());
        stream.compress().ok()?;
        stream.dict.has(b"Filter").then_some(stream.content)
    };
    let plain = || Stream::new(dictionary! { "N" => 4 }, press.profile.to_vec());
    let kept = press.cache.get(&[b"packed profile", press.profile], compress);
    kept.map_or_else(plain, |bytes| {
        Stream::new(dictionary! { "N" => 4, "Filter" => "FlateDecode" }, bytes.to_vec())
    })
}

/// Sets the document information, the XMP packet and the file ID. All of them follow from the job:
/// equal inputs give equal bytes.
fn set_identity(pdf: &mut Document, job: &Job, output: &str) -> lopdf::Result<()> {
    let info = pdf.trailer.get(b"Info").and_then(Object::as_reference)?;
    let info = pdf.get_object_mut(info)?.as_dict_mut()?;
    info.set("Trapped", "False");
    info.set("GTS_PDFXVersion", text("PDF/X-4"));
    let date = job.date.strftime("D:%Y%m%d000000Z").to_string();
    info.set("CreationDate", text(&date));
    info.set("ModDate", text(&date));
    let title = info.get(b"Title").and_then(lopdf::decode_text_string).unwrap_or_default();
    let identity = blake3::hash(format!("{output}\0{}", job.json).as_bytes());
    let date = job.date.strftime("%Y-%m-%dT00:00:00Z").to_string();
    let packet = xmp(&title, &date, &identity.to_hex().as_str()[..32]).into_bytes();
    let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    let metadata = pdf.add_object(Stream::new(metadata, packet).with_compression(false));
    pdf.catalog_mut()?.set("Metadata", metadata);
    let id = Object::String(identity.as_bytes()[..16].to_vec(), StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    Ok(())
}

fn text(value: &str) -> Object {
    Object::String(value.as_bytes().to_vec(), StringFormat::Literal)
}

/// Returns the XMP packet.
fn xmp(title: &str, date: &str, id: &str) -> String {
    let title = title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let uuid =
        format!("uuid:{}-{}-{}-{}-{}", &id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..32]);
    let [dc, xmp, xmp_mm, pdf, pdfxid] = [
        r#"xmlns:dc="http://purl.org/dc/elements/1.1/""#,
        r#"xmlns:xmp="http://ns.adobe.com/xap/1.0/""#,
        r#"xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/""#,
        r#"xmlns:pdf="http://ns.adobe.com/pdf/1.3/""#,
        r#"xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/""#,
    ];
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" {dc} {xmp}
    {xmp_mm} {pdf} {pdfxid}>
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <xmp:CreateDate>{date}</xmp:CreateDate>
   <xmp:ModifyDate>{date}</xmp:ModifyDate>
   <xmp:MetadataDate>{date}</xmp:MetadataDate>
   <xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>
   <xmpMM:DocumentID>{uuid}</xmpMM:DocumentID>
   <xmpMM:InstanceID>{uuid}</xmpMM:InstanceID>
   <xmpMM:VersionID>1</xmpMM:VersionID>
   <xmpMM:RenditionClass>default</xmpMM:RenditionClass>
   <pdf:Producer>{CREATOR}</pdf:Producer>
   <pdf:Trapped>False</pdf:Trapped>
   <pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{feff}',
    )
}
