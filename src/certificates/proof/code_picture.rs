//! Reads QR codes in the pictures of a page.

use crate::pdf::GrayPicture;
use crate::pictures;

/// The maximum number of pictures that are read.
const MAX_PICTURES: usize = 8;

/// Returns the text of the codes in pictures, in the order of the pictures.
pub(super) fn read_codes(pictures: &[GrayPicture]) -> Vec<String> {
    let read = |it: &GrayPicture| pictures::read_codes(it.width, it.height, &it.pixels);
    pictures.iter().take(MAX_PICTURES).flat_map(read).map(|code| code.text).collect()
}
