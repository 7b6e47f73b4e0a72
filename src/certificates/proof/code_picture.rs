//! Reads QR codes in the pictures of a page.

use crate::pdf::GrayPicture;

/// A picture with fewer pixels than this in a row is enlarged: it may have one for each module.
const SMALL: usize = 400;

/// How much a small picture is enlarged.
const ENLARGED: usize = 4;

/// The white margin around a picture, in its own pixels.
const MARGIN: usize = 4;

/// The maximum number of pictures that are read.
const MAX_PICTURES: usize = 8;

/// Returns the text of the codes in pictures, in the order of the pictures.
pub(super) fn read_codes(pictures: &[GrayPicture]) -> Vec<String> {
    pictures.iter().take(MAX_PICTURES).flat_map(read_code).collect()
}

fn read_code(picture: &GrayPicture) -> Vec<String> {
    let times = if picture.width.max(picture.height) < SMALL { ENLARGED } else { 1 };
    let (width, height) = (picture.width + 2 * MARGIN, picture.height + 2 * MARGIN);
    let pixel = |x: usize, y: usize| {
        let at = |place: usize| (place / times).checked_sub(MARGIN);
        let place = at(x).zip(at(y)).filter(|(x, y)| *x < picture.width && *y < picture.height);
        place.map_or(255, |(x, y)| picture.pixels[y * picture.width + x])
    };
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(width * times, height * times, pixel);
    let grids = prepared.detect_grids();
    grids.into_iter().filter_map(|grid| Some(grid.decode().ok()?.1)).collect()
}
