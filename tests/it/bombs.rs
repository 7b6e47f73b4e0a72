//! Small files that unpack to gigabytes, as strangers may send them.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

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
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = "xref\n0 7\n0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{} 0 obj\n", index + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(table.bytes());
    bytes.extend(format!("trailer<</Size 7/Root 1 0 R>>startxref\n{start}\n%%EOF").bytes());
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

/// Runs a command, which must end soon.
fn soon(project: &Project, args: &[&str]) -> Run {
    let start = Instant::now();
    let run = project.run_on("2026-11-22", args);
    // It takes a fraction of a second. Machines do other things too.
    assert!(start.elapsed() < Duration::from_secs(20), "{args:?} took {:?}", start.elapsed());
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
    let many_cells = format!("Name,Hours{}\n", ",x".repeat(20_000));
    let cases = [
        ("spaces.xlsx", workbook(b" ", 1 << 27), "the workbook is far too large"),
        ("cells.xlsx", workbook(b"<c><v>1</v></c>", 1 << 27), "the workbook is far too large"),
        ("cell.csv", format!("Name,Hours\n{},40\n", "A".repeat(2_000_000)).into(), "characters"),
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
