//! Pictures that cannot be used are reported where the data names them.

use image::{DynamicImage, ImageFormat};
use jpeg_encoder::{ColorType, Encoder};

use super::files::{chunk, encoded, photo, scene, with_chunk};
use super::{build, with};

#[test]
fn a_bad_picture_is_reported_where_it_is_named() {
    let png = encoded(&DynamicImage::ImageRgb8(scene(300, 300)), ImageFormat::Png);
    let jpeg = photo(&scene(300, 300), 1);
    let mut inks = Vec::new();
    Encoder::new(&mut inks, 90).encode(&[90; 64 * 4], 8, 8, ColorType::Cmyk).unwrap();
    let webp = encoded(&DynamicImage::ImageRgb8(scene(300, 300)), ImageFormat::WebP);
    let mut vast = png.clone();
    vast[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let vast = [&vast[..8], &chunk(b"IHDR", &vast[16..29]), &vast[33..]].concat();
    let moving = with_chunk(&png, b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    let entity = |name: char, of: &str| format!("<!ENTITY {name} '{}'>", of.repeat(10));
    let entities = [('a', "a"), ('b', "&a;"), ('c', "&b;"), ('d', "&c;")];
    let entities: String = entities.into_iter().map(|(name, of)| entity(name, of)).collect();
    let laughs = format!(
        "<!DOCTYPE svg [{entities}]>\
         <svg xmlns='http://www.w3.org/2000/svg'><text>&d;&d;&d;&d;</text></svg>"
    );
    let cases: [(&str, Vec<u8>, &str); 21] = [
        ("p/a.png", Vec::new(), "is empty"),
        ("p/b.png", b"hello, world".to_vec(), "is not a picture"),
        ("p/c.png", png[..png.len() / 2].to_vec(), "is damaged"),
        ("p/d.jpg", jpeg[..jpeg.len() / 2].to_vec(), "is incomplete"),
        ("p/e.webp", webp[..webp.len() / 2].to_vec(), "is damaged"),
        ("p/f.jpg", inks, "is a CMYK JPEG"),
        ("p/g.jpg", png.clone(), "is a `.png` picture, despite its name"),
        ("p/h.png", b"%PDF-1.7\n".to_vec(), "is a PDF"),
        ("p/i.gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "is a GIF"),
        ("p/j.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "is a HEIC photo"),
        ("p/k.png", vast, "is 30000 × 30000 pixels"),
        ("p/l.png", moving, "is animated"),
        (
            "p/m.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>".to_vec(),
            "contains a script",
        ),
        (
            "p/n.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><image href='../../secret.png'/></svg>"
                .to_vec(),
            "contains a photo or another file",
        ),
        ("p/o.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><rect".to_vec(), "is damaged"),
        (
            "p/q.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><text>A</text></svg>".to_vec(),
            "contains text",
        ),
        (
            "p/s.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'>\
              <use x:href='other.svg#a'/></svg>"
                .to_vec(),
            "another file (`other.svg#a`)",
        ),
        (
            "p/t.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><style>@import url(x.css)</style></svg>"
                .to_vec(),
            "style sheets",
        ),
        ("p/u.svg", b"<html/>".to_vec(), "not an SVG"),
        ("p/v.svg", laughs.into_bytes(), "is damaged"),
        ("p/r.tif", b"II*\0\x08\0\0\0".to_vec(), "is a TIFF"),
    ];
    for (file, bytes, problem) in cases {
        let project = with(file, &bytes);
        let run = build(&project);
        assert_eq!(run.code, 1, "{file}: {}", run.err);
        assert!(
            run.err.starts_with("data/pieces.json:8:")
                && run.err.contains("error[bad-picture]")
                && run.err.lines().count() == 1,
            "{file}: {}",
            run.err
        );
        assert!(run.err.contains(problem), "{file}: {}", run.err);
        assert!(!run.err.contains("panicked"), "{file}: {}", run.err);
        assert!(
            project.files("out/screen").is_empty() && project.files("out/press").is_empty(),
            "{file}"
        );
    }
}
