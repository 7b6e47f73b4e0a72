//! Previews: each page as a PNG, for e-mail, the web and this project's README.

use typst::layout::Abs;
use typst::utils::Scalar;
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

/// Renders each page, `width` pixels wide.
pub fn pngs(document: &PagedDocument, width: u32) -> Result<Vec<Vec<u8>>, String> {
    document.pages().iter().map(|page| png(page, width)).collect()
}

fn png(page: &Page, width: u32) -> Result<Vec<u8>, String> {
    let points = page.frame.width().max(Abs::pt(1.0)).to_pt();
    let options = RenderOptions { pixel_per_pt: Scalar::new(f64::from(width) / points), ..RenderOptions::default() };
    typst_render::render(page, &options).encode_png().map_err(|error| error.to_string())
}
