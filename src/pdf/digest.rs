//! Digests of pages: everything that a page shows, whichever way the file stores its objects.
//!
//! Version 1 is fixed for good, because signed files have it: `docs/verification.md` describes it.
//! The digest of a value does not depend on compression, on the numbers of objects, on whether a
//! value is an object of its own, or on the order of the entries of a dictionary. So a file that
//! was only packed in another way has the same digests.

use std::collections::{BTreeSet, HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use sha2::{Digest as _, Sha256};

use super::normal::Normal;
use super::objects::{inherited, is_name, value};
use super::page_hash_version::PageHashVersion;

/// A SHA-256 hash.
pub(crate) type Digest = [u8; 32];

/// Values nested deeper than this are taken for a loop.
const MAX_DEPTH: usize = 48;

/// A page that takes more bytes than this, decompressed, has no digest.
const MAX_BYTES: usize = 1 << 26;

/// Entries that do not change what a page shows. They point to other parts of the file, or programs
/// that save a file again add and remove them.
const SKIPPED: [&[u8]; 7] = [
    b"Parent",
    b"StructParent",
    b"StructParents",
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
    b"Length",
];

/// Entries of an annotation that are skipped as well: its page, its name, and its date.
const SKIPPED_OF_ANNOTATION: [&[u8]; 3] = [b"P", b"NM", b"M"];

/// Entries of a stream that say how its data is packed.
pub(super) const PACKING: [&[u8]; 2] = [b"Filter", b"DecodeParms"];

/// Filters that are part of a picture. Their data counts as it is.
const PICTURE_FILTERS: [&[u8]; 4] = [b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode"];

/// The digests of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageDigests {
    /// Everything that the page shows.
    pub(crate) whole: Digest,
    /// The pictures that its content shows, in order; those that are inline come last.
    pub(crate) pictures: Vec<Digest>,
    /// The other pictures in its resources, and in those of its forms and patterns.
    pub(crate) inner_pictures: Vec<Digest>,
    /// The annotations, in order.
    pub(crate) annotations: Vec<Digest>,
    /// The number of operators that paint something other than text.
    pub(crate) paintings: usize,
}

/// Computes the digests of the pages of one file. What pages share is hashed once.
pub(crate) struct PageHasher<'a> {
    pdf: &'a Document,
    hash_version: PageHashVersion,
    known: HashMap<ObjectId, Digest>,
    /// The number of painting operators of forms and patterns.
    paintings: HashMap<ObjectId, usize>,
    /// Objects that are not in the file.
    absent: HashMap<ObjectId, ObjectDigest>,
    open: Vec<ObjectId>,
    bytes: usize,
}

/// What a page signature says of an object.
#[derive(Debug, Clone)]
pub(crate) struct ObjectDigest {
    pub(crate) digest: Digest,
    pictures: BTreeSet<Digest>,
    paintings: usize,
}

/// What forms and patterns draw.
#[derive(Default)]
struct Drawn {
    seen: HashSet<ObjectId>,
    pictures: BTreeSet<Digest>,
    paintings: usize,
}

impl<'a> PageHasher<'a> {
    pub(crate) fn new(pdf: &'a Document) -> Self {
        Self {
            pdf,
            hash_version: PageHashVersion::Second,
            known: HashMap::new(),
            paintings: HashMap::new(),
            absent: HashMap::new(),
            open: Vec::new(),
            bytes: 0,
        }
    }

    /// Follows the rules of a version from now on.
    pub(crate) fn set_hash_version(&mut self, hash_version: PageHashVersion) {
        if self.hash_version != hash_version {
            self.hash_version = hash_version;
            self.known.clear();
        }
    }

    /// Uses what is known of an object that is not in the file.
    pub(crate) fn know(&mut self, id: ObjectId, object: ObjectDigest) {
        self.known.insert(id, object.digest);
        self.absent.insert(id, object);
    }

    /// Returns what a page signature says of an object; `None` if a part of it cannot be read.
    pub(crate) fn object_digest(&mut self, id: ObjectId) -> Option<ObjectDigest> {
        let pdf = self.pdf;
        let digest = self.referenced(id, 0)?;
        let mut drawn = Drawn::default();
        if let Ok(Object::Stream(stream)) = pdf.get_object(id) {
            self.gather_form(id, stream, &mut drawn, 0)?;
        }
        Some(ObjectDigest { digest, pictures: drawn.pictures, paintings: drawn.paintings })
    }

    /// Returns the digests of a page; `None` if a part of it cannot be read.
    pub(crate) fn page(&mut self, id: ObjectId) -> Option<PageDigests> {
        self.bytes = 0;
        let pdf = self.pdf;
        let page = pdf.get_dictionary(id).ok()?;
        let media = inherited(pdf, page, b"MediaBox")?;
        let boxes = [media, inherited(pdf, page, b"CropBox").unwrap_or(media)];
        let content = self.content(page)?;
        let resources = inherited(pdf, page, b"Resources").and_then(|it| it.as_dict().ok());
        let empty = Dictionary::new();
        let resources = resources.unwrap_or(&empty);
        let annotations = value(pdf, page, b"Annots").and_then(|list| list.as_array().ok());
        let annotations = annotations.into_iter().flatten();
        let annotations: Vec<Digest> =
            annotations.map(|it| self.annotation(it)).collect::<Option<_>>()?;
        let mut hash = Sha256::new_with_prefix(self.hash_version.prefix());
        for side in boxes {
            hash.update(self.object(side, 0)?);
        }
        for key in [b"UserUnit".as_slice(), b"Group", b"AA"] {
            hash.update(self.object(page.get(key).unwrap_or(&Object::Null), 0)?);
        }
        hash.update(Sha256::digest(&content.bytes));
        hash.update(self.resources(resources, 0)?);
        hash.update((annotations.len() as u64).to_be_bytes());
        annotations.iter().for_each(|annotation| hash.update(annotation));
        let mut drawn = Drawn::default();
        let pictures = self.shown(resources, content.painted, &mut drawn)?;
        self.gather(resources, &mut drawn, 0)?;
        Some(PageDigests {
            whole: hash.finalize().into(),
            pictures: [pictures, content.inline_pictures].concat(),
            inner_pictures: drawn.pictures.into_iter().collect(),
            annotations,
            paintings: content.paintings + drawn.paintings,
        })
    }

    /// Returns the pictures with these names.
    fn shown(
        &mut self,
        resources: &Dictionary,
        names: Vec<Vec<u8>>,
        drawn: &mut Drawn,
    ) -> Option<Vec<Digest>> {
        let pdf = self.pdf;
        let mut pictures = Vec::new();
        let named = value(pdf, resources, b"XObject").and_then(|it| it.as_dict().ok());
        for name in names {
            let Some(object) = named.and_then(|named| named.get(&name).ok()) else { continue };
            let Ok((id, Object::Stream(stream))) = pdf.dereference(object) else { continue };
            if is_name(&stream.dict, b"Subtype", "Image") {
                drawn.seen.extend(id);
                pictures.push(self.object(object, 0)?);
            }
        }
        Some(pictures)
    }

    /// Collects what forms and patterns draw, and what is in their resources.
    fn gather(&mut self, resources: &Dictionary, drawn: &mut Drawn, depth: usize) -> Option<()> {
        let pdf = self.pdf;
        if depth > MAX_DEPTH {
            return None;
        }
        for category in [b"XObject".as_slice(), b"Pattern"] {
            let named = value(pdf, resources, category).and_then(|it| it.as_dict().ok());
            for (_, object) in named.into_iter().flatten() {
                if let Ok(id) = object.as_reference()
                    && let Some(absent) = self.absent.get(&id)
                {
                    if drawn.seen.insert(id) {
                        drawn.pictures.extend(&absent.pictures);
                        drawn.paintings += absent.paintings;
                    }
                    continue;
                }
                let Ok((Some(id), Object::Stream(stream))) = pdf.dereference(object) else {
                    continue;
                };
                if !drawn.seen.insert(id) {
                    continue;
                }
                if is_name(&stream.dict, b"Subtype", "Image") {
                    drawn.pictures.insert(self.object(object, 0)?);
                    continue;
                }
                self.gather_form(id, stream, drawn, depth)?;
            }
        }
        Some(())
    }

    /// Collects what a form or a pattern draws.
    fn gather_form(
        &mut self,
        id: ObjectId,
        stream: &Stream,
        drawn: &mut Drawn,
        depth: usize,
    ) -> Option<()> {
        let pdf = self.pdf;
        let own = value(pdf, &stream.dict, b"Resources").and_then(|it| it.as_dict().ok());
        // A font program has no operators.
        if own.is_none() && !stream.dict.has(b"BBox") {
            return Some(());
        }
        drawn.paintings += self.count_paintings(id, stream)?;
        own.map_or(Some(()), |own| self.gather(own, drawn, depth + 1))
    }

    fn count_paintings(&mut self, id: ObjectId, stream: &Stream) -> Option<usize> {
        if let Some(known) = self.paintings.get(&id) {
            return Some(*known);
        }
        let count = Normal::of(&self.unpacked(stream)?).paintings;
        self.paintings.insert(id, count);
        Some(count)
    }

    /// Reads the content streams of a page. The page refers to each of them directly.
    fn content(&mut self, page: &Dictionary) -> Option<Normal> {
        let pdf = self.pdf;
        let parts: &[Object] = match page.get(b"Contents") {
            Ok(Object::Array(parts)) => parts,
            Ok(content) => match value(pdf, page, b"Contents")? {
                Object::Array(parts) => parts,
                _ => std::slice::from_ref(content),
            },
            Err(_) => &[],
        };
        let mut content = Normal::default();
        for part in parts {
            let part = pdf.get_object(part.as_reference().ok()?).ok()?.as_stream().ok()?;
            content.add(&self.unpacked(part)?);
        }
        (!content.is_malformed).then_some(content)
    }

    fn annotation(&mut self, annotation: &Object) -> Option<Digest> {
        match self.pdf.dereference(annotation) {
            Ok((_, Object::Dictionary(annotation))) => {
                self.dictionary(annotation, &SKIPPED_OF_ANNOTATION, 0)
            }
            _ => self.object(&Object::Null, 0),
        }
    }

    fn object(&mut self, object: &Object, depth: usize) -> Option<Digest> {
        if depth > MAX_DEPTH {
            return None;
        }
        let digest = match object {
            Object::Reference(id) => return self.referenced(*id, depth),
            Object::Dictionary(dictionary) => return self.dictionary(dictionary, &[], depth),
            Object::Stream(stream) => return self.stream(stream, depth),
            Object::Array(items) => {
                let mut hash = Sha256::new_with_prefix(b"[");
                for item in items {
                    hash.update(self.object(item, depth + 1)?);
                }
                hash.finalize()
            }
            Object::Null => Sha256::digest(b"n"),
            Object::Boolean(flag) => Sha256::digest([b'b', u8::from(*flag)]),
            Object::Integer(number) => Sha256::digest(format!("#{number}")),
            Object::Real(number) => {
                Sha256::digest(format!("#{}", self.hash_version.written(*number)))
            }
            Object::Name(name) => Sha256::digest([b"/", name.as_slice()].concat()),
            Object::String(text, _) => Sha256::digest([b"(", text.as_slice()].concat()),
        };
        Some(digest.into())
    }

    fn referenced(&mut self, id: ObjectId, depth: usize) -> Option<Digest> {
        if let Some(known) = self.known.get(&id) {
            return Some(*known);
        }
        if self.open.contains(&id) {
            return Some(Sha256::digest(b"loop").into());
        }
        self.open.push(id);
        let object = self.pdf.get_object(id).unwrap_or(&Object::Null);
        let digest = self.object(object, depth + 1);
        self.open.pop();
        self.known.insert(id, digest?);
        digest
    }

    fn dictionary(
        &mut self,
        dictionary: &Dictionary,
        skipped: &[&[u8]],
        depth: usize,
    ) -> Option<Digest> {
        let mut entries: Vec<(&Vec<u8>, &Object)> = dictionary.iter().collect();
        entries.retain(|(key, _)| {
            let is_type = self.hash_version == PageHashVersion::First && key.as_slice() == b"Type";
            !is_type && !SKIPPED.contains(&key.as_slice()) && !skipped.contains(&key.as_slice())
        });
        entries.sort_by_key(|(key, _)| *key);
        let mut hash = Sha256::new_with_prefix(b"<");
        for (key, object) in entries {
            let digest = match self.pdf.dereference(object) {
                Ok((_, Object::Dictionary(resources))) if key == b"Resources" => {
                    self.resources(resources, depth + 1)?
                }
                _ => self.object(object, depth + 1)?,
            };
            hash.update((key.len() as u64).to_be_bytes());
            hash.update(key);
            hash.update(digest);
        }
        Some(hash.finalize().into())
    }

    /// Hashes resources, whose names are of no fixed meaning: none of them is skipped.
    fn resources(&mut self, resources: &Dictionary, depth: usize) -> Option<Digest> {
        let mut categories: Vec<(&Vec<u8>, &Object)> = resources.iter().collect();
        categories.retain(|(key, _)| key.as_slice() != b"ProcSet");
        categories.sort_by_key(|(key, _)| *key);
        let mut hash = Sha256::new_with_prefix(b"r");
        for (key, category) in categories {
            // Some programs take a stream for its dictionary.
            let named = self.pdf.dereference(category).ok()?.1.as_dict().ok()?;
            let mut named: Vec<(&Vec<u8>, &Object)> = named.iter().collect();
            named.sort_by_key(|(name, _)| *name);
            for (name, object) in named {
                let digest = self.object(object, depth + 2)?;
                for text in [key, name] {
                    hash.update((text.len() as u64).to_be_bytes());
                    hash.update(text);
                }
                hash.update(digest);
            }
        }
        Some(hash.finalize().into())
    }

    fn stream(&mut self, stream: &Stream, depth: usize) -> Option<Digest> {
        let filters = stream.filters().unwrap_or_default();
        let is_picture = filters.iter().any(|filter| PICTURE_FILTERS.contains(filter));
        let skipped: &[&[u8]] = if is_picture { &[] } else { &PACKING };
        let mut hash = Sha256::new_with_prefix(b"s");
        hash.update(self.dictionary(&stream.dict, skipped, depth)?);
        if is_picture {
            hash.update(Sha256::digest(&stream.content));
        } else {
            hash.update(Sha256::digest(self.unpacked(stream)?));
        }
        Some(hash.finalize().into())
    }

    fn unpacked(&mut self, stream: &Stream) -> Option<Vec<u8>> {
        let bytes = stream.get_plain_content_with_limit(MAX_BYTES - self.bytes).ok()?;
        self.bytes += bytes.len();
        Some(bytes)
    }
}
