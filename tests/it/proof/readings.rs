//! Files that two programs read differently, made of the objects of a certificate as they stand in
//! its bytes. `verify` must call none of them genuine.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::editing::Certificates;
use super::parts::{Parts, contains, find};

/// A change to a file.
type Edit = fn(&mut Parts);

/// Each change, with the exit code of `verify`.
const EDITS: &[(&str, i32, Edit)] = &[
    ("as it is", 0, |_| {}),
    // Content.
    ("its content in two streams", 0, |it| it.split(b"", b"")),
    ("a comment at the end of a stream", 10, |it| it.split(b"%", b"")),
    ("a comment", 10, |it| it.split(b"%\n", b"")),
    ("a comment that a form feed ends", 10, |it| it.split(b"", b"%\x0c")),
    ("a string that is cut", 10, |it| it.split(b"(", b") pop")),
    ("an unknown white space", 10, |it| it.split(b"", b"\0")),
    ("a carriage return in a string", 10, |it| it.rewrite(b"\0\n", b"\0\r")),
    ("a line that goes on in a string", 10, |it| it.rewrite(b"(\0", b"(\\\n\0")),
    ("an unknown escape", 10, |it| it.rewrite(b"\0\\r", b"\0\\r\\q")),
    ("an octal escape", 0, |it| it.rewrite(b"\0\\r", b"\0\\015")),
    ("half of the end of a dictionary", 10, |it| it.rewrite(b">>", b"> >")),
    // Streams.
    ("its content packed", 0, |it| it.pack("/Filter/FlateDecode", zlib)),
    ("its content packed twice", 0, |it| {
        it.pack("/Filter[/FlateDecode/FlateDecode]", |it| zlib(&zlib(it)));
    }),
    ("its content in hexadecimal digits", 0, |it| {
        it.pack("/Filter[/ASCIIHexDecode]/DecodeParms[null]", |it| {
            [hex(it), b">\n".to_vec()].concat()
        });
    }),
    ("digits after the end", 10, |it| {
        it.pack("/Filter/ASCIIHexDecode", |it| [hex(it), b">20>".to_vec()].concat());
    }),
    ("a digit that is none", 10, |it| {
        it.pack("/Filter/ASCIIHexDecode", |it| [b"!".to_vec(), hex(it), b">".to_vec()].concat());
    }),
    ("a wrong header", 10, |it| {
        it.pack("/Filter/FlateDecode", |it| {
            let mut data = zlib(it);
            data[1] ^= 1;
            data
        });
    }),
    ("a wrong checksum", 10, |it| {
        it.pack("/Filter/FlateDecode", |it| {
            let mut data = zlib(it);
            *data.last_mut().unwrap() ^= 1;
            data
        });
    }),
    ("packed data that is cut", 10, |it| {
        it.pack("/Filter/FlateDecode", |it| {
            let data = zlib(it);
            data[..data.len() - 4].to_vec()
        });
    }),
    ("two packed data", 10, |it| {
        it.pack("/Filter/FlateDecode", |it| [zlib(it), zlib(b"q")].concat());
    }),
    ("a line break after packed data", 0, |it| {
        it.pack("/Filter/FlateDecode", |it| [zlib(it), b"\n".to_vec()].concat());
    }),
    ("no header", 10, |it| it.pack("/Filter/FlateDecode", |it| zlib(it)[2..].to_vec())),
    ("predicted bytes", 0, |it| {
        it.pack("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 1>>", rows);
    }),
    ("predicted bytes, in lists", 0, |it| {
        it.pack("/Filter[/FlateDecode]/DecodeParms[<</Predictor 12/Columns 1>>]", rows);
    }),
    ("one filter with a list of parameters", 10, |it| {
        it.pack("/Filter/FlateDecode/DecodeParms[<</Predictor 15/Columns 1>>]", rows);
    }),
    ("a list of filters with parameters that are not", 10, |it| {
        it.pack("/Filter[/FlateDecode]/DecodeParms<</Predictor 15/Columns 1>>", rows);
    }),
    ("a shorter list of parameters", 10, |it| {
        it.pack("/Filter[/FlateDecode/FlateDecode]/DecodeParms[null]", |it| zlib(&zlib(it)));
    }),
    ("a predictor that does not exist", 10, |it| {
        it.pack("/Filter/FlateDecode/DecodeParms<</Predictor 99>>", zlib);
    }),
    ("a predictor of pictures", 18, |it| {
        it.pack("/Filter/FlateDecode/DecodeParms<</Predictor 2>>", zlib);
    }),
    ("rows that are cut", 10, |it| {
        it.pack("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 4000000>>", rows);
    }),
    ("an unknown parameter", 10, |it| {
        it.pack("/Filter/FlateDecode/DecodeParms<</EarlyChange 0>>", zlib);
    }),
    ("a parameter with a point", 10, |it| {
        it.pack("/Filter/FlateDecode/DecodeParms<</Predictor 15.0/Columns 1>>", rows);
    }),
    ("an abbreviated filter", 10, |it| it.pack("/Filter/Fl", zlib)),
    ("an unknown filter", 10, |it| it.pack("/Filter/FooDecode", <[u8]>::to_vec)),
    ("a filter for encryption", 10, |it| it.pack("/Filter[/Crypt]", <[u8]>::to_vec)),
    ("a filter that few programs write", 18, |it| {
        it.pack("/Filter/RunLengthDecode", |it| {
            let runs = it.chunks(128).map(|it| [&[it.len() as u8 - 1], it].concat());
            [runs.collect::<Vec<_>>().concat(), vec![128]].concat()
        });
    }),
    ("a filter in another object", 10, |it| {
        let filter = it.add(b"/FlateDecode");
        it.pack(&format!("/Filter {filter} 0 R"), zlib);
    }),
    ("a font that cannot be unpacked", 10, |it| {
        // Fonts are the longest objects.
        let font = *it.objects.iter().max_by_key(|(_, object)| object.len()).unwrap().0;
        let header = find(&it.objects[&font], b"stream\n").unwrap() + 8;
        it.objects.get_mut(&font).unwrap()[header] ^= 1;
    }),
    // Objects.
    ("a reference to a reference", 10, |it| {
        let content = it.content_number();
        let between = it.add(format!("{content} 0 R").as_bytes());
        it.replace_in_page(&format!("{content} 0 R"), &format!("{between} 0 R"));
    }),
    ("another generation", 10, |it| {
        let content = it.content_number();
        it.replace_in_page(&format!("{content} 0 R"), &format!("{content} 1 R"));
    }),
    ("a number with a sign", 15, |it| {
        let content = it.content_number();
        it.replace_in_page(&format!("{content} 0 R"), &format!("+{content} 0 R"));
    }),
    ("an entry of a generation that does not exist", 10, |it| {
        let cut = it.add(b"[0 250 792 612]");
        it.replace_in_page("/MediaBox", &format!("/CropBox {cut} 1 R/MediaBox"));
    }),
    ("a letter of a name escaped", 10, |it| it.replace_in_page("/Contents", "/Cont#65nts")),
    ("a name with an empty byte", 10, |it| {
        it.replace_in_page("/MediaBox", "/CropBox#00[0 250 792 612]/MediaBox");
    }),
    ("a number of more than 32 bits", 10, |it| {
        it.replace_in_page("/MediaBox", "/Any 4294967296/MediaBox");
    }),
    ("a whole number with a point", 18, |it| it.replace_in_page("[0 0 ", "[0.0 0 ")),
    ("a whole number with decimals", 18, |it| {
        it.in_any(b"/BitsPerComponent 1", b"/BitsPerComponent 1.0004");
    }),
    ("a comment in an object", 18, |it| it.replace_in_page("/MediaBox", "%\n/MediaBox")),
    ("a carriage return in a string of an object", 10, |it| {
        it.replace_in_page("/LastModified(D:", "/LastModified(D:\r");
    }),
    // The table of objects.
    ("a place of the table: the beginning", 10, |it| it.start = Some("0")),
    ("a place of the table: beside it", 10, |it| it.start = Some("5")),
    ("a place of the table: behind the file", 10, |it| it.start = Some("99999999")),
    ("a place of the table that is negative", 10, |it| it.start = Some("-1")),
    ("all places in the table shifted", 10, |it| it.shift = 3),
    ("something after the end of the file", 10, |it| it.tail = "1 0 obj null endobj\n"),
    ("a comment after the end of the file", 10, |it| it.tail = "%x\n"),
    ("white space after the end of the file", 0, |it| it.tail = "\r\n\n"),
    ("an earlier table that is not there", 10, |it| it.trailer_entry("/Prev 99999999")),
    ("a second table in a stream", 10, |it| it.trailer_entry("/XRefStm 12")),
    ("an object that is not used", 0, |it| {
        it.add(b"<<>>");
    }),
    ("an object in the data of another", 10, |it| it.add_data(b"9 0 obj\n<<>>\nendobj\n")),
    ("an object in a string", 10, |it| {
        it.add(b"(9 0 obj null endobj)");
    }),
    ("words about an object in the data of another", 0, |it| it.add_data(b"the 9 obj, 9 0 ob")),
    ("a larger number of objects", 10, |it| it.size = Some("99999999")),
    ("a smaller number of objects", 18, |it| it.size = Some("9")),
    ("a comment before the place of the table", 10, |it| it.before_start = "startxref%x\n"),
    ("another page for viewing over a network", 10, |it| {
        let page = it.objects[&it.page_number()].clone();
        let hidden = it.add(&page);
        it.first = Some(format!("<</Linearized 1/O {hidden}/N 1/L 9/H[9 9]/E 9/T 9>>"));
    }),
    ("words about viewing over a network", 18, |it| {
        let page = it.page_number();
        it.first = Some(format!("<</Linearized 1/O {page}/N 1/L 9/H[9 9]/E 9/T 9>>"));
    }),
    // Pages.
    ("a parent that is not its parent", 10, |it| {
        let tree = it.tree_number();
        let copy = it.objects[&tree].clone();
        let other = it.add(&copy);
        it.replace_in_page(&format!("/Parent {tree} 0 R"), &format!("/Parent {other} 0 R"));
    }),
    ("a parent of the page tree", 10, |it| {
        let tree = it.tree_number();
        let other = it.add(b"<</Type/Pages/Rotate 180>>");
        it.replace(tree, b"/Count", format!("/Parent {other} 0 R/Count").as_bytes());
    }),
    ("a page of twice the size", 18, |it| it.replace_in_page("/MediaBox", "/UserUnit 2/MediaBox")),
    ("a larger unit in the page tree", 18, |it| it.in_tree("/UserUnit 2")),
    ("turned", 18, |it| it.replace_in_page("/MediaBox", "/Rotate 180/MediaBox")),
    ("turned in the page tree", 18, |it| it.in_tree("/Rotate 90")),
    ("cut off in the page tree", 10, |it| it.in_tree("/CropBox[0 250 792 612]")),
    ("a small picture of the page", 18, |it| {
        let picture = it.add(b"<</Width 1/Height 1/Length 1>>\nstream\n0\nendstream");
        it.replace_in_page("/MediaBox", &format!("/Thumb {picture} 0 R/MediaBox"));
    }),
    ("a box for printers", 18, |it| {
        it.replace_in_page("/MediaBox", "/TrimBox[0 250 792 612]/MediaBox");
    }),
    ("a transition", 18, |it| it.replace_in_page("/MediaBox", "/Dur 1/Trans<<>>/MediaBox")),
    ("a stream as resources", 10, |it| {
        let colors = it.add(b"<</DefaultRGB/DeviceRGB/Length 0>>\nstream\n\nendstream");
        let page = it.page_number();
        let place = if contains(&it.objects[&page], b"/Resources<<") {
            page
        } else {
            it.number_after(page, b"/Resources ")
        };
        it.replace(place, b"/Font", format!("/Shading {colors} 0 R/Font").as_bytes());
    }),
    // The catalog.
    ("an area that is printed", 18, |it| {
        it.in_catalog("/Direction", "/PrintArea/TrimBox/Direction");
    }),
    ("an action that runs at once", 18, |it| {
        it.in_catalog("/Type/Catalog", "/Type/Catalog/OpenAction<</S/URI/URI(x)>>");
    }),
    ("another profile of colors", 18, |it| {
        let profile = it.add(b"<</N 3/Length 4>>\nstream\nicc \nendstream");
        let intents =
            format!("/OutputIntents[<</S/GTS_PDFA1/DestOutputProfile {profile} 0 R>>]/Former");
        it.in_catalog("/OutputIntents", &intents);
    }),
    ("pages that are not tagged", 18, |it| it.in_catalog("/Marked true", "/Marked false")),
    ("another language", 10, |it| it.in_catalog("/Lang(en", "/Lang(ru")),
    // What screen readers read.
    ("another kind of text", 10, |it| {
        it.in_any(b"/S/P/", b"/S/Artifact/");
    }),
    ("a map of kinds", 10, |it| it.in_any(b"/RoleMap<<", b"/RoleMap<</P/NonStruct")),
    ("a pronunciation", 10, |it| it.in_any(b"/S/P/", b"/S/P/Phoneme(Mallory)/")),
    ("a summary", 10, |it| {
        it.in_any(b"/S/P/", b"/S/P/A<</O/Table/Summary(4000 hours)>>/");
    }),
    ("a language of a paragraph", 10, |it| it.in_any(b"/S/P/", b"/S/P/Lang(ru)/")),
    ("another order", 10, |it| it.reverse_kids()),
    ("an element of nothing", 10, |it| it.in_any(b"/S/P/", b"/S/P/Pg null/Former null/")),
    ("no elements", 18, |it| {
        let root = it.number_of(b"/Type/StructTreeRoot/");
        it.replace(root, b"/K[", b"/K[]/ClassMap[");
    }),
    ("a tree of parents", 0, |it| {
        it.set_parents(|it, numbers| {
            let kid = it.add(format!("<</Limits[0 2]/Nums[{numbers}]>>").as_bytes());
            format!("<</Kids[{kid} 0 R]>>")
        });
    }),
    ("limits of parents that they do not have", 10, |it| {
        it.set_parents(|it, numbers| {
            let kid = it.add(format!("<</Limits[0 9]/Nums[{numbers}]>>").as_bytes());
            format!("<</Kids[{kid} 0 R]>>")
        });
    }),
    ("two lists of parents", 10, |it| {
        it.set_parents(|_, numbers| format!("<</Nums[{numbers} {numbers}]>>"));
    }),
    ("a tree of parents that doubles at each branch", 10, |it| {
        it.set_parents(|it, numbers| {
            let mut kid = it.add(format!("<</Limits[0 2]/Nums[{numbers}]>>").as_bytes());
            for _ in 0..40 {
                kid = it.add(format!("<</Kids[{kid} 0 R {kid} 0 R]/Limits[0 2]>>").as_bytes());
            }
            format!("<</Kids[{kid} 0 R]>>")
        });
    }),
    ("a lexicon", 10, |it| {
        let root = b"/Type/StructTreeRoot/PronunciationLexicon[]/";
        it.in_any(b"/Type/StructTreeRoot/", root);
    }),
];

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

/// Packs rows of one byte each, which nothing predicts.
fn rows(bytes: &[u8]) -> Vec<u8> {
    zlib(&bytes.iter().flat_map(|byte| [0, *byte]).collect::<Vec<u8>>())
}

#[test]
fn a_file_with_two_readings_is_not_genuine() {
    let certificates = Certificates::new();
    let parts = Parts::read(&certificates.one);
    let mut wrong = Vec::new();
    for (what, expected, edit) in EDITS {
        let mut edited = parts.clone();
        edit(&mut edited);
        let (code, out) = certificates.verify_bytes(&edited.write());
        if code != *expected {
            wrong.push(format!("{what}: exit code {code} instead of {expected}\n{out}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), EDITS.len(), wrong.join("\n"));
}
