//! Small files that unpack to gigabytes, as strangers may send them.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::peak::{Measured, measure};
use crate::pictures::with as with_picture;
use crate::project::{Project, Run};

/// Compresses a text that is repeated until it has a size, in bytes.
fn packed(text: &[u8], size: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let block = text.repeat(1 + 65_536 / text.len());
    for _ in 0..size / block.len() {
        encoder.write_all(&block).unwrap();
    }
    encoder.finish().unwrap()
}

fn packed_twice(size: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&packed(b"\0", size)).unwrap();
    encoder.finish().unwrap()
}

/// A PDF with one page and a font. `objects` follow from number 6 on.
fn pdf(filter: &str, content: &[u8], to_unicode: &[u8]) -> Vec<u8> {
    let stream = |entries: &str, data: &[u8]| {
        let head = format!("<</Length {}{entries}>>stream\n", data.len());
        [head.as_bytes(), data, b"\nendstream"].concat()
    };
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R\
          /Resources<</Font<</F 5 0 R>>>>>>"
            .to_vec(),
        stream(&format!("/Filter{filter}"), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R>>".to_vec(),
        stream("/Filter/FlateDecode", to_unicode),
    ];
    file(&objects)
}

/// A PDF of objects, of which the first is its catalog.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let size = objects.len() + 1;
    let mut table = format!("xref\n0 {size}\n0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{} 0 obj\n", index + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(table.bytes());
    bytes.extend(format!("trailer<</Size {size}/Root 1 0 R>>startxref\n{start}\n%%EOF").bytes());
    bytes
}

/// A workbook whose sheet holds a text, repeated until it has a size, after its header.
fn workbook(text: &[u8], size: usize) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_level(Some(9));
    archive.start_file("xl/workbook.xml", options).unwrap();
    archive.write_all(b"<workbook/>").unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let block = text.repeat(1 + 65_536 / text.len());
    for _ in 0..size / block.len() {
        archive.write_all(&block).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn png_with_profile(profile: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let profile = [b"x\0\0", profile].concat();
    let size = [0, 0, 2, 88, 0, 0, 2, 88, 8, 2, 0, 0, 0];
    for (name, data) in [(b"IHDR", &size[..]), (b"iCCP", &profile), (b"IEND", &[])] {
        bytes.extend((data.len() as u32).to_be_bytes());
        let chunk = [name.as_slice(), data].concat();
        let mut crc = flate2::Crc::new();
        crc.update(&chunk);
        bytes.extend(chunk);
        bytes.extend(crc.sum().to_be_bytes());
    }
    bytes
}

/// Runs a command, which must end soon and need little memory.
fn soon(project: &Project, args: &[&str]) -> Run {
    let Measured { run, took, megabytes } = measure(project, "2026-11-22", args);
    println!("{args:?}: {took:?}, {megabytes} MB");
    // It takes a fraction of a second. Machines do other things too.
    assert!(took < Duration::from_secs(20), "{args:?} took {took:?}");
    assert!(megabytes < 300, "{args:?} needed {megabytes} MB");
    assert!(!run.err.contains("panicked") && !run.err.contains("has a bug"), "{args:?}: {run:?}");
    run
}

#[test]
fn pdfs_that_unpack_to_gigabytes() {
    let project = Project::starter();
    project.run(&["keys", "new"]).succeeded();
    let show = b"BT /F 12 Tf <0041> Tj ET".as_slice();
    let ranges = b"100 beginbfrange <0000> <ffff> <0041> <0000> <ffff> <0041> endbfrange ";
    let cases = [
        pdf("/FlateDecode", &packed(b"\0", 1 << 28), b""),
        pdf("[/FlateDecode/FlateDecode]", &packed_twice(1 << 28), b""),
        pdf("/FlateDecode", &packed(b"q ", 1 << 27), b""),
        pdf("/FlateDecode", &packed(b"[1 1 1 1 1] ", 1 << 27), b""),
        pdf("/FlateDecode", &packed(b"BT /F 12 Tf (aaaaaaaa) Tj ET ", 1 << 27), b""),
        pdf("[/ASCIIHexDecode]", show, &packed(ranges, 1 << 20)),
        pdf("/FlateDecode", &packed(show, 200), &packed(b"\0", 1 << 28)),
    ];
    for (index, bytes) in cases.iter().enumerate() {
        assert!(bytes.len() < 400_000, "{index}: {} bytes", bytes.len());
        project.write("bomb.pdf", bytes);
        let run = soon(&project, &["verify", "bomb.pdf"]);
        assert_eq!(run.code, 15, "{index}: {run:?}");
    }
}

#[test]
fn workbooks_and_lists_that_are_made_to_fill_the_memory() {
    let project = Project::starter();
    let long = format!("{},40\n", "Ab ".repeat(10_900));
    let many_cells = format!("Name,Hours{}\n", ",x".repeat(20_000));
    let cases = [
        ("spaces.xlsx", workbook(b" ", 1 << 27), "the workbook is far too large"),
        ("cells.xlsx", workbook(b"<c><v>1</v></c>", 1 << 27), "the workbook is far too large"),
        ("cell.csv", format!("Name,Hours\n{},40\n", "A".repeat(20_000_000)).into(), "characters"),
        ("cells.json", format!("[{{\"Name\":\"{}\"}}]", "A".repeat(32_000)).into(), "cells.json"),
        ("long.csv", format!("Name,Hours\n{}", long.repeat(150)).into(), "long.csv"),
        ("deep.json", "[".repeat(2_000_000).into_bytes(), "deep.json"),
        ("long.json", format!("[{{\"Name\":\"{}\"}}]", "A".repeat(20_000_000)).into(), "charac"),
        ("quoted.csv", format!("Name,Hours\n\"{}\",40\n", "é\n".repeat(90_000)).into(), "charac"),
        ("cells.csv", many_cells.into_bytes(), "line 1 has more than 16,384 cells"),
    ];
    for (name, bytes, words) in cases {
        project.write(name, &bytes);
        let args = ["certify", name, "--session", "2026-10-grand-forks", "--dry-run"];
        let run = soon(&project, &args);
        assert!(run.code == 1 && run.err.contains(words), "{name}: {run:?}");
    }
}

#[test]
fn a_picture_with_a_profile_that_unpacks_to_gigabytes() {
    let project = Project::starter();
    project.write("data/pictures/prairie-sunrise.png", png_with_profile(&packed(b"\0", 1 << 28)));
    project.edit("data/pieces.json", "prairie-sunrise.jpg", "prairie-sunrise.png");
    let run = soon(&project, &["check", "handout-training", "--lang", "en"]);
    assert!(run.code == 1 && run.err.contains("has a color profile of over 8 MB"), "{run:?}");
}

/// A PNG, a JPEG, and a WebP picture of a few bytes that say that they are huge, and drawings that
/// are made to grow.
#[test]
fn pictures_of_huge_dimensions() {
    let png = {
        let mut bytes = png_with_profile(&packed(b"\0", 1 << 16));
        bytes[16..24].copy_from_slice(&[0, 0, 255, 255, 0, 0, 255, 255]);
        let crc = {
            let mut crc = flate2::Crc::new();
            crc.update(&bytes[12..29]);
            crc.sum()
        };
        bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        bytes
    };
    let jpeg =
        b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xdc\xff\xdc\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\
        \xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00\xff\xd9";
    let webp =
        b"RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff";
    let svg = |head: &str, body: &str| {
        format!("{head}<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{body}</svg>")
            .into_bytes()
    };
    let rect = "<rect id=\"a0\" width=\"9\" height=\"9\"/>";
    let doubled: String = (1..30)
        .map(|at| {
            let one = format!("<use href=\"#a{}\"/>", at - 1);
            format!("<g id=\"a{at}\">{one}{one}</g>")
        })
        .collect();
    let entities: String = (1..12)
        .map(|at| format!("<!ENTITY e{at} \"{}\">", format!("&e{};", at - 1).repeat(10)))
        .collect();
    let entities = format!("<!DOCTYPE svg [<!ENTITY e0 \"aaaaaaaaaa\">{entities}]>");
    let noise = "<filter id=\"f\" x=\"-99999\" y=\"-99999\" width=\"199999\" height=\"199999\">\
        <feTurbulence baseFrequency=\"1\" numOctaves=\"9\"/></filter>\
        <rect width=\"9\" height=\"9\" filter=\"url(#f)\"/>";
    let blur = |count: usize| {
        let part = "<feGaussianBlur stdDeviation=\"1000\"/>".repeat(count);
        noise.replace("<feTurbulence baseFrequency=\"1\" numOctaves=\"9\"/>", &part)
    };
    let shadow = "<filter id=\"f\" x=\"-1\" width=\"300%\"><feGaussianBlur stdDeviation=\"1\"/>\
        </filter><rect width=\"9\" height=\"9\" filter=\"url(#f)\"/>";
    let wide = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1e9\" height=\"1e9\">\
        <rect width=\"9\" height=\"9\"/></svg>";
    let cases = [
        ("p/huge.png", png),
        ("p/huge.jpg", jpeg.to_vec()),
        ("p/huge.webp", webp.to_vec()),
        ("p/wide.svg", wide.to_vec()),
        ("p/deep.svg", svg("", &("<g>".repeat(90_000) + &"</g>".repeat(90_000)))),
        ("p/doubled.svg", svg("", &format!("{rect}{doubled}"))),
        ("p/entities.svg", svg(&entities, "<desc>&e11;</desc>")),
        ("p/noise.svg", svg("", noise)),
        ("p/blur.svg", svg("", &blur(20))),
        ("p/shadow.svg", svg("", shadow)),
        ("p/blurs.svg", svg("", &blur(9000))),
    ];
    let mut found = Vec::new();
    for (name, bytes) in cases {
        let project = with_picture(name, &bytes);
        let run = soon(&project, &["check", "note", "--lang", "en"]);
        // A drawing has no size of its own, and may have a shadow.
        if run.code != i32::from(!["p/wide.svg", "p/shadow.svg"].contains(&name)) {
            found.push(format!("{name}: {run:?}"));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Codes and status lists whose lengths are made up, and that nest without an end.
#[test]
fn codes_and_lists_of_made_up_lengths() {
    let project = Project::small();
    project.run(&["keys", "new"]).succeeded();
    let lengths: [&[u8]; 5] = [
        b"\xd2\x84\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xd2\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x00",
        b"\xd2\x84\x43\xa1\x01\x27\xbb\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\x00\x00\x00\x10\x00\x00\x00\x00",
        &[0x81; 3000],
    ];
    for bytes in lengths {
        let code = format!("https://example.org/v#{}", data_encoding::BASE32_NOPAD.encode(bytes));
        assert_eq!(soon(&project, &["verify", &code]).code, 15, "{bytes:x?}");
        let list = data_encoding::BASE64URL_NOPAD.encode(bytes);
        project.write("list.json", format!("{{\"version\":2,\"list\":\"{list}\"}}"));
        let run = soon(&project, &["verify", "SMALL-2026-00001-4", "--status", "list.json"]);
        assert!(run.code != 0 && run.err.contains("list.json"), "{bytes:x?}: {run:?}");
    }
    let list = "A".repeat(60 << 20);
    for text in [
        format!("{{\"version\":2,\"list\":\"{list}\"}}"),
        "[".repeat(1 << 20),
        " ".repeat(65 << 20),
    ] {
        project.write("list.json", text);
        let run = soon(&project, &["verify", "SMALL-2026-00001-4", "--status", "list.json"]);
        assert!(run.code != 0 && run.err.contains("list.json"), "{run:?}");
    }
}

/// Data files and folders that nest deeply, and a file of facts that is one long value.
#[test]
fn data_that_nest_deeply() {
    let project = Project::small();
    for text in ["[".repeat(3_000_000), format!("{{\"a\":\"{}\"}}", "A".repeat(30 << 20))] {
        project.write("data/services.json", text);
        let run = soon(&project, &["check", "note", "--lang", "en"]);
        assert!(run.code == 1 && run.err.contains("services.json"), "{:.400}", run.err);
    }
    let project = Project::small();
    let deep = "d/".repeat(600);
    for folder in ["out/certificates", "templates/note", "data/pictures", ".peerpress"] {
        project.write(&format!("{folder}/{deep}file.txt"), "text");
    }
    project.write(".peerpress/.lock-1", "certify");
    let run = soon(&project, &["check", "note", "--lang", "en"]);
    assert_eq!(run.code, 0, "{run:?}");
    soon(&project, &["keys", "new"]).succeeded();
}

#[test]
fn a_file_of_many_strange_objects_ends_soon() {
    let project = Project::small();
    project.run(&["keys", "new"]).succeeded();
    let numbers = [b"[".as_slice(), &b"0 ".repeat(6_000_000), b"]"].concat();
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<>>>>".to_vec(),
        numbers,
    ];
    project.write("numbers.pdf", file(&objects));
    let run = project.run(&["verify", "numbers.pdf"]);
    let said = "numbers.pdf: the file takes more time or memory than any file of Peerpress";
    assert!(run.code == 2 && run.err.contains(said), "{run:?}");
}
