//! Pictures of the first pages of pieces, drawn from their finished files.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Error};
use std::sync::Arc;

use image::codecs::webp::WebPEncoder;
use image::imageops::thumbnail;
use image::{DynamicImage, ExtendedColorType, ImageReader, RgbImage};
use rayon::prelude::*;
use serde::Serialize;

use super::model::{Site, Version};
use super::write::SiteFolder;
use crate::changes::pictures::first_pages;
use crate::content::edition::Edition;
use crate::output::manifest::hash;
use crate::pictures::Cache;

/// The widths in pixels: for usual screens, and for those with twice the pixels.
const WIDTHS: [u32; 2] = [400, 800];

/// How many pages are shown: a front and a back.
const PAGES: usize = 2;

/// The version of the way in which pictures are drawn.
const DRAWING: &str = "2";

/// The picture of a page, in two widths.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PagePicture {
    /// The number of the page, from 1.
    number: usize,
    /// The paths in the folder of the website.
    small: String,
    large: String,
    /// The size of the smaller one in pixels.
    width: u32,
    height: u32,
}

impl PagePicture {
    /// About how many bytes of HTML the picture takes, without what it says.
    pub(super) fn weight(&self) -> usize {
        130 + self.small.len() + self.large.len()
    }
}

/// The pictures of a website.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    /// By the stem and the language of the version.
    of_versions: BTreeMap<(String, String), Vec<PagePicture>>,
    /// The files, by path.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// What each file was made from, by path.
    pub(super) sources: BTreeMap<String, String>,
}

impl Pictures {
    /// Draws the first pages of each version. Pictures whose file is unchanged since the last run
    /// are taken from the folder; those that another folder has, from the cache.
    pub(super) fn of(site: &Site<'_>, folder: &SiteFolder, cache: &Cache) -> Self {
        let drawn: Vec<_> = site
            .versions
            .par_iter()
            .filter_map(|version| Some((version, pictures(site, version, folder, cache)?)))
            .collect();
        let mut all = Self::default();
        for (version, (source, pages)) in drawn {
            let mut pictures = Vec::new();
            for (number, files) in (1..).zip(pages) {
                let Some([width, height]) = files.first().and_then(|file| size_of(file)) else {
                    continue;
                };
                let [small, large] = WIDTHS.map(|width| path(version, number, width));
                for (path, file) in [&small, &large].into_iter().zip(files) {
                    all.files.insert(path.clone(), file);
                    all.sources.insert(path.clone(), source.clone());
                }
                pictures.push(PagePicture { number, small, large, width, height });
            }
            all.of_versions.insert((version.stem.clone(), version.lang.clone()), pictures);
        }
        all
    }

    /// The pictures of a version, in the order of its pages.
    pub(super) fn of_version(&self, version: &Version) -> &[PagePicture] {
        let key = (version.stem.clone(), version.lang.clone());
        self.of_versions.get(&key).map_or(&[], Vec::as_slice)
    }
}

fn path(version: &Version, page: usize, width: u32) -> String {
    format!("pictures/{}.{}.{page}.{width}.webp", version.stem, version.lang)
}

/// The source of a version's pictures, and the files of each page in all widths.
fn pictures(
    site: &Site<'_>,
    version: &Version,
    folder: &SiteFolder,
    cache: &Cache,
) -> Option<(String, Vec<Vec<Vec<u8>>>)> {
    let file = version.files.iter().find(|file| file.edition == Edition::Screen)?;
    let pdf = site.files.get(&file.path)?;
    let source = format!("{DRAWING}:{}", hash(pdf));
    let shown = 1..=file.pages.min(PAGES);
    let known = shown.clone().map(|page| {
        let known = |width| folder.made_from(&path(version, page, width), &source);
        WIDTHS.iter().map(|width| known(*width)).collect::<Option<Vec<_>>>()
    });
    if let Some(known) = known.collect::<Option<Vec<_>>>() {
        return Some((source, known));
    }
    let pages = OnceCell::new();
    let drawn = |number: usize, width: u32| {
        let pages: &Vec<RgbImage> = pages.get_or_init(|| {
            let pages = first_pages(pdf, PAGES).into_iter();
            pages.map(|page| DynamicImage::ImageRgba8(page).into_rgb8()).collect()
        });
        webp(pages.get(number - 1)?, width).ok()
    };
    let files = shown.map(|page| {
        let file = |width: &u32| {
            let name = format!("{page}.{width}");
            let key = [b"site".as_slice(), source.as_bytes(), name.as_bytes()];
            cache.get(&key, || drawn(page, *width)).map(Arc::unwrap_or_clone)
        };
        WIDTHS.iter().map(file).collect::<Option<Vec<_>>>()
    });
    let files = files.collect::<Option<Vec<_>>>()?;
    Some((source, files))
}

/// A picture in a width, without loss.
fn webp(page: &RgbImage, width: u32) -> Result<Vec<u8>, Error> {
    let height = (page.height() * width / page.width().max(1)).max(1);
    let scaled = (page.width() != width).then(|| thumbnail(page, width, height));
    let pixels = scaled.as_ref().unwrap_or(page).as_raw();
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .encode(pixels, width, height, ExtendedColorType::Rgb8)
        .map_err(Error::other)?;
    Ok(bytes)
}

/// The width and the height of a picture in pixels.
pub(super) fn size_of(picture: &[u8]) -> Option<[u32; 2]> {
    let reader = ImageReader::new(Cursor::new(picture)).with_guessed_format().ok()?;
    reader.into_dimensions().ok().map(|(width, height)| [width, height])
}
