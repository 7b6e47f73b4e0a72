//! Picture files as cameras, phones and strangers write them.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};

/// Metadata of a camera, which must not be published.
pub(crate) const SECRET: &[u8] = b"SECRET-PLACE-46.8083N";

/// A scene with more colors than a drawing has.
pub(crate) fn scene(width: u32, height: u32) -> RgbImage {
    let rough = |x: u32, y: u32| {
        (x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)).wrapping_mul(2_654_435_761) >> 27
    };
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 60 + rough(x, y) as u8])
    })
}

pub(crate) fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// EXIF data with an orientation and a secret.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut data = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    data.extend([orientation, 0, 0, 0, 0, 0, 0]);
    data.extend(SECRET);
    data
}

pub(crate) fn photo(image: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    encoder.add_app_segment(1, [b"http://ns.adobe.com/xap/1.0/\0", SECRET].concat()).unwrap();
    encoder.add_app_segment(13, SECRET.to_vec()).unwrap();
    encoder.add_exif_metadata(&exif(orientation)).unwrap();
    encoder.encode(image, image.width() as u16, image.height() as u16, ColorType::Rgb).unwrap();
    bytes.extend(SECRET);
    bytes
}

/// A chunk of a PNG file.
pub(crate) fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
    let body = [kind, data].concat();
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    };
    let crc = !body.iter().fold(u32::MAX, step);
    [(data.len() as u32).to_be_bytes().as_slice(), &body, &crc.to_be_bytes()].concat()
}

/// A PNG file with another chunk behind its head.
pub(crate) fn with_chunk(png: &[u8], kind: &[u8], data: &[u8]) -> Vec<u8> {
    [&png[..33], &chunk(kind, data), &png[33..]].concat()
}

/// Wraps bytes in zlib without compression.
pub(crate) fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.push(1);
    out.extend((bytes.len() as u16).to_le_bytes());
    out.extend((!(bytes.len() as u16)).to_le_bytes());
    out.extend(bytes);
    out.extend((b << 16 | a).to_be_bytes());
    out
}
