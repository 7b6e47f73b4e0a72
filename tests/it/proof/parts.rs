//! A PDF as the bytes of its objects, to write it again with some of them changed.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::ZlibDecoder;

/// A file as its parts.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) objects: BTreeMap<usize, Vec<u8>>,
    trailer: Vec<u8>,
    /// An object before all others.
    pub(super) first: Option<String>,
    /// What is stated instead of the place of the table.
    pub(super) start: Option<&'static str>,
    /// What is stated instead of the number of objects.
    pub(super) size: Option<&'static str>,
    /// What comes before the place of the table.
    pub(super) before_start: &'static str,
    /// How far all places in the table are off.
    pub(super) shift: usize,
    /// What follows the end of the file.
    pub(super) tail: &'static str,
}

impl Parts {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(&bytes[bytes.len() - 60..]).into_owned();
        let start = text.split("startxref").nth(1).unwrap().split_whitespace().next().unwrap();
        let start: usize = start.parse().unwrap();
        let table = &bytes[start..];
        let trailer = find(table, b"trailer").unwrap();
        let end = find(table, b"startxref").unwrap();
        let entries = String::from_utf8(table[..trailer].to_vec()).unwrap();
        let places = entries.lines().skip(2).enumerate();
        let mut places: Vec<(usize, usize)> = places
            .filter(|(_, line)| line.contains('n'))
            .map(|(number, line)| (line[..10].parse().unwrap(), number))
            .collect();
        places.sort_unstable();
        let mut objects = BTreeMap::new();
        for (index, (place, number)) in places.iter().enumerate() {
            let next = places.get(index + 1).map_or(start, |(next, _)| *next);
            let object = &bytes[*place..next];
            let body = find(object, b"obj").unwrap() + 3;
            let end = object.len() - find(&reversed(object), b"jbodne").unwrap() - 6;
            objects.insert(*number, object[body..end].trim_ascii().to_vec());
        }
        let trailer = table[trailer + 7..end].trim_ascii().to_vec();
        Self {
            objects,
            trailer,
            first: None,
            start: None,
            size: None,
            before_start: "startxref\n",
            shift: 0,
            tail: "",
        }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let size = self.objects.last_key_value().unwrap().0 + 1;
        let count = size + usize::from(self.first.is_some());
        let mut entries = vec!["0000000000 65535 f \n".to_owned(); count];
        let first = self.first.as_ref().map(|first| (size, first.as_bytes().to_vec()));
        let numbers = first.iter().map(|(number, body)| (number, body)).chain(&self.objects);
        for (number, body) in numbers {
            entries[*number] = format!("{:010} 00000 n \n", bytes.len() + self.shift);
            bytes.extend(format!("{number} 0 obj\n").bytes());
            bytes.extend(body);
            bytes.extend(b"\nendobj\n");
        }
        let start = bytes.len().to_string();
        bytes.extend(format!("xref\n0 {count}\n{}trailer\n", entries.concat()).bytes());
        let old = format!("/Size {size}");
        let count = count.to_string();
        let new = format!("/Size {}", self.size.unwrap_or(&count));
        bytes.extend(replaced(&self.trailer, old.as_bytes(), new.as_bytes()));
        let (before, start) = (self.before_start, self.start.unwrap_or(&start));
        bytes.extend(format!("\n{before}{start}\n%%EOF\n{}", self.tail).bytes());
        bytes
    }

    /// Adds an object. Returns its number.
    pub(super) fn add(&mut self, body: &[u8]) -> usize {
        let number = self.objects.last_key_value().unwrap().0 + 1;
        self.objects.insert(number, body.to_vec());
        let trailer = String::from_utf8_lossy(&self.trailer).into_owned();
        let size = trailer.split("/Size ").nth(1).unwrap();
        let old: String = size.chars().take_while(char::is_ascii_digit).collect();
        let new = format!("/Size {}", number + 1);
        self.trailer = replaced(&self.trailer, format!("/Size {old}").as_bytes(), new.as_bytes());
        number
    }

    pub(super) fn replace(&mut self, number: usize, old: &[u8], new: &[u8]) {
        let object = self.objects.get_mut(&number).unwrap();
        *object = replaced(object, old, new);
    }

    pub(super) fn number_of(&self, part: &[u8]) -> usize {
        *self.objects.iter().find(|(_, it)| contains(it, part)).unwrap().0
    }

    /// The number that follows a part of an object.
    pub(super) fn number_after(&self, object: usize, part: &[u8]) -> usize {
        let body = &self.objects[&object];
        let rest = &body[find(body, part).unwrap() + part.len()..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        std::str::from_utf8(&rest[..digits]).unwrap().parse().unwrap()
    }

    pub(super) fn page_number(&self) -> usize {
        self.number_of(b"/MediaBox")
    }

    pub(super) fn tree_number(&self) -> usize {
        self.number_of(b"/Type/Pages")
    }

    /// The content of the page; the last of its streams, if there are several.
    pub(super) fn content_number(&self) -> usize {
        let page = &self.objects[&self.page_number()];
        let start = find(page, b"/Contents").unwrap() + 9;
        let text = String::from_utf8_lossy(&page[start..]).into_owned();
        let list = text.strip_prefix('[').map(|list| list.split(']').next().unwrap());
        let list = list.unwrap_or(&text);
        let words: Vec<&str> = list.split_whitespace().collect();
        let end = if text.starts_with('[') { words.len() - 3 } else { 0 };
        words[end].parse().unwrap()
    }

    pub(super) fn replace_in_page(&mut self, old: &str, new: &str) {
        self.replace(self.page_number(), old.as_bytes(), new.as_bytes());
    }

    pub(super) fn in_tree(&mut self, entries: &str) {
        self.replace(self.tree_number(), b"/Count", format!("{entries}/Count").as_bytes());
    }

    pub(super) fn in_catalog(&mut self, old: &str, new: &str) {
        self.replace(self.number_of(b"/Type/Catalog"), old.as_bytes(), new.as_bytes());
    }

    pub(super) fn trailer_entry(&mut self, entry: &str) {
        self.trailer = replaced(&self.trailer, b"/Root", format!("{entry}/Root").as_bytes());
    }

    /// Replaces a part of the first object that has it.
    pub(super) fn in_any(&mut self, old: &[u8], new: &[u8]) {
        self.replace(self.number_of(old), old, new);
    }

    /// Reverses the order of the parts of the first element that has several.
    pub(super) fn reverse_kids(&mut self) {
        let root = self.number_of(b"/S/Document");
        let body = String::from_utf8(self.objects[&root].clone()).unwrap();
        let kids = body.split("/K[").nth(1).unwrap().split(']').next().unwrap();
        let mut reversed: Vec<&str> = kids.split(" R").filter(|kid| !kid.is_empty()).collect();
        assert!(reversed.len() > 1, "{kids}");
        reversed.reverse();
        let reversed: String = reversed.iter().map(|kid| format!("{} R ", kid.trim())).collect();
        self.objects.insert(root, body.replace(kids, &reversed).into_bytes());
    }

    pub(super) fn content(&self) -> Vec<u8> {
        let object = &self.objects[&self.content_number()];
        let start = find(object, b"stream\n").unwrap() + 7;
        let end = object.len() - b"\nendstream".len();
        let data = &object[start..end];
        if !contains(&object[..start], b"/FlateDecode") {
            return data.to_vec();
        }
        let mut content = Vec::new();
        ZlibDecoder::new(data).read_to_end(&mut content).unwrap();
        content
    }

    pub(super) fn set(&mut self, number: usize, entries: &str, data: &[u8]) {
        let head = format!("<<{entries}/Length {}>>\nstream\n", data.len());
        let object = [head.as_bytes(), data, b"\nendstream"].concat();
        self.objects.insert(number, object);
    }

    /// Adds an object with text in its data.
    pub(super) fn add_data(&mut self, data: &[u8]) {
        let number = self.add(b"");
        self.set(number, "", data);
    }

    /// Replaces the list of parents by a tree, from what is in the list.
    pub(super) fn set_parents(&mut self, tree: impl Fn(&mut Self, &str) -> String) {
        let root = self.number_of(b"/Type/StructTreeRoot");
        let body = String::from_utf8(self.objects[&root].clone()).unwrap();
        let old = body.split("/ParentTree").nth(1).unwrap().split("/ParentTreeNextKey").next();
        let old = old.unwrap();
        let numbers = old.split(['[', ']']).nth(1).unwrap();
        let new = tree(self, numbers);
        self.replace(root, old.as_bytes(), new.as_bytes());
    }

    /// Packs the content in a way that these entries describe.
    pub(super) fn pack(&mut self, entries: &str, pack: impl Fn(&[u8]) -> Vec<u8>) {
        let data = pack(&self.content());
        self.set(self.content_number(), entries, &data);
    }

    pub(super) fn rewrite(&mut self, old: &[u8], new: &[u8]) {
        let content = replaced(&self.content(), old, new);
        self.set(self.content_number(), "", &content);
    }

    /// Divides the content into two streams, with something at the end of the first and at the
    /// start of the second.
    pub(super) fn split(&mut self, end: &[u8], start: &[u8]) {
        let content = self.content();
        let middle = find(&content, b"\nBT").unwrap();
        let (one, other) = content.split_at(middle);
        let number = self.content_number();
        self.set(number, "", &[one, b"\n", end].concat());
        let second = self.add(b"");
        self.set(second, "", &[start, other].concat());
        let (old, new) = (format!("{number} 0 R"), format!("{number} 0 R {second} 0 R"));
        let page = self.page_number();
        if contains(&self.objects[&page], b"/Contents[") {
            self.replace_in_page(&old, &new);
        } else {
            self.replace_in_page(&format!("/Contents {old}"), &format!("/Contents[{new}]"));
        }
    }
}

fn reversed(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().rev().copied().collect()
}

pub(super) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

pub(super) fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    find(bytes, wanted).is_some()
}

/// Replaces the first occurrence.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = find(bytes, old).unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(old)));
    [&bytes[..at], new, &bytes[at + old.len()..]].concat()
}
