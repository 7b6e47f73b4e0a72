//! The picture of the starter: a sunrise over the prairie. This file paints it, so that anyone may
//! use it.
//!
//! `PEERPRESS_BLESS=1` paints it again into `data/pictures/`.

use std::fs;

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

use crate::project::repository;

/// A band across the text column of a handout, 5.45 in wide at 300 dpi.
const SIZE: (u32, u32) = (1635, 452);

// A painting starts here.

type Color = [f64; 3];

/// A fixed random number from 0 to 1 for a point of a grid.
fn grain(x: i64, y: i64, seed: u64) -> f64 {
    let mut n = (x as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ (y as u64).wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
        ^ seed.wrapping_mul(0x1656_67b1_9e37_79f9);
    n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((n ^ n >> 31) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Smooth noise from 0 to 1.
fn noise(x: f64, y: f64, seed: u64) -> f64 {
    let (left, top) = (x.floor(), y.floor());
    let soft = |t: f64| t * t * (3.0 - 2.0 * t);
    let (across, down) = (soft(x - left), soft(y - top));
    let at = |dx: i64, dy: i64| grain(left as i64 + dx, top as i64 + dy, seed);
    let row = |dy: i64| at(0, dy) + (at(1, dy) - at(0, dy)) * across;
    row(0) + (row(1) - row(0)) * down
}

/// Five layers of noise, each half as strong and finer than the one before.
fn clouds(x: f64, y: f64, seed: u64) -> f64 {
    (0..5)
        .map(|level| {
            noise(x * f64::from(1 << level), y * f64::from(1 << level), seed + level)
                / f64::from(2 << level)
        })
        .sum::<f64>()
        / 0.96875
}

fn mix(from: Color, to: Color, share: f64) -> Color {
    let share = share.clamp(0.0, 1.0);
    [0, 1, 2].map(|at| from[at] + (to[at] - from[at]) * share)
}

const SUN: (f64, f64) = (2.52, 0.60);

/// The sky at a point. The picture is 1 high.
fn sky(x: f64, y: f64) -> Color {
    let low = mix([242.0, 193.0, 92.0], [246.0, 160.0, 100.0], (y - 0.12) / 0.5);
    let mut color = mix([134.0, 176.0, 178.0], low, (y + 0.12) / 0.36);
    let streak = clouds(x * 1.6 + y * 0.8, y * 9.0, 7);
    color =
        mix(color, [252.0, 222.0, 166.0], (streak - 0.50) * 3.4 * (1.0 - (y - 0.28).abs() * 1.6));
    color = mix(
        color,
        [206.0, 120.0, 92.0],
        (clouds(x * 1.1 + 5.0, y * 12.0, 23) - 0.56) * 3.0 * (1.0 - y),
    );
    let far = (x - SUN.0).hypot(y - SUN.1);
    color = mix(
        color,
        [255.0, 236.0, 184.0],
        0.85 * (-far * far / 0.16).exp() + 0.25 * (-far * far / 1.2).exp(),
    );
    mix(color, [255.0, 249.0, 228.0], (0.135 - far) / 0.008)
}

/// The height of a row of hills against the sky.
fn ridge(x: f64, row: u64) -> f64 {
    let (base, swing, wide) =
        [(0.60, 0.07, 0.9), (0.685, 0.08, 0.75), (0.76, 0.10, 0.6), (0.87, 0.10, 0.5)]
            [row as usize];
    base + swing * (noise(x * wide + 3.7 * row as f64, 0.5, 40 + row) - 0.5) * 2.0
        + 0.006 * noise(x * 24.0, 0.0, 50 + row)
}

/// The color of a row of hills: the far ones are hazy, the near one is grass.
fn land(x: f64, y: f64, row: u64) -> Color {
    let top =
        [[150.0, 172.0, 150.0], [86.0, 146.0, 132.0], [40.0, 112.0, 112.0], [22.0, 76.0, 86.0]]
            [row as usize];
    let foot =
        [[196.0, 178.0, 132.0], [110.0, 150.0, 118.0], [46.0, 108.0, 100.0], [14.0, 50.0, 64.0]]
            [row as usize];
    let depth = (y - ridge(x, row)) / 0.16;
    let mut color = mix(top, foot, depth);
    let lit = (1.0 - (x - SUN.0).abs() / 1.5).max(0.0) * (1.0 - depth * 2.2).max(0.0);
    color = mix(color, [250.0, 208.0, 128.0], 0.55 * lit * (1.0 - 0.2 * row as f64));
    let blade = noise(x * 160.0 + 9.0 * (y * 14.0).sin(), y * 26.0, 60 + row) - 0.5;
    let furrow = clouds(x * 5.0, y * 42.0 - x * 2.0, 70 + row) - 0.5;
    let rough = 10.0 + 9.0 * row as f64;
    color.map(|value| value + blade * rough + furrow * rough * 1.5)
}

/// The color at a point: the nearest hills that reach it, or the sky.
fn view(x: f64, y: f64) -> Color {
    let row = (0..4).rev().find(|row| y > ridge(x, *row));
    row.map_or_else(|| sky(x, y), |row| land(x, y, row))
}

/// The picture: each pixel is the mean of four points, with a paper-like grain.
fn paint((width, height): (u32, u32)) -> Vec<u8> {
    let mut pixels = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let points = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
        let seen = points.map(|(dx, dy)| {
            view((f64::from(x) + dx) / f64::from(height), (f64::from(y) + dy) / f64::from(height))
        });
        let paper = 5.0 * (grain(x.into(), y.into(), 99) - 0.5)
            + 6.0 * (clouds(f64::from(x) / 30.0, f64::from(y) / 12.0, 98) - 0.5);
        pixels.extend([0, 1, 2].map(|at| {
            (seen.iter().map(|color| color[at]).sum::<f64>() / 4.0 + paper).clamp(0.0, 255.0) as u8
        }));
    }
    pixels
}

// A painting ends here.

#[test]
fn the_picture_of_the_starter_is_painted_here() {
    let file = repository().join("data/pictures/prairie-sunrise.jpg");
    let painted = RgbImage::from_raw(SIZE.0, SIZE.1, paint(SIZE)).unwrap();
    if std::env::var_os("PEERPRESS_BLESS").is_some() {
        let mut bytes = Vec::new();
        painted.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 86)).unwrap();
        fs::write(&file, bytes).unwrap();
    }
    assert!(fs::metadata(&file).unwrap().len() < 400_000);
    let kept = image::open(&file).unwrap().to_rgb8();
    assert_eq!(kept.dimensions(), SIZE);
    let apart = |(a, b): (&Rgb<u8>, &Rgb<u8>)| {
        (0..3).map(|at| u64::from(a[at].abs_diff(b[at]))).sum::<u64>()
    };
    let mean = painted.pixels().zip(kept.pixels()).map(apart).sum::<u64>()
        / u64::from(3 * SIZE.0 * SIZE.1);
    assert!(mean < 4, "a mean difference of {mean} is more than JPEG makes");
}
