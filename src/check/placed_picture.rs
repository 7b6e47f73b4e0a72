//! Pictures on a laid-out page: where they are, and where they leave what is below them visible.

use image::GenericImageView;
use kurbo::Rect;
use typst::layout::{Abs, Axes, Point, Size, Transform};
use typst::visualize::{Image, ImageKind};

use super::rect::bounds_after;

/// The alpha below which a pixel counts as clear, from 0 to 255. A watermark is above it.
const CLEAR: u8 = 24;

/// A picture on a page.
#[derive(Debug, Clone)]
pub(crate) struct PlacedPicture {
    /// The bounds of what is printed.
    pub(super) bounds: Rect,
    /// Whether the template declares it as a ground for text, or as ornament.
    pub(super) is_ground: bool,
    /// The number of runs of text below the picture.
    pub(crate) runs_below: usize,
    image: Image,
    size: Size,
    /// From the coordinates of the page to those of the picture.
    to_picture: Transform,
}

impl PlacedPicture {
    /// Describes a picture, cut to the open clips. `None` if nothing of it is printed.
    pub(super) fn new(
        image: &Image,
        size: Size,
        transform: Transform,
        clips: &[Rect],
    ) -> Option<Self> {
        let (min, max) = painted(image, size);
        let mut bounds = bounds_after(transform, min, max);
        for clip in clips {
            bounds = bounds.intersect(*clip);
        }
        let to_picture = transform.invert()?;
        (!bounds.is_zero_area()).then(|| Self {
            bounds,
            is_ground: false,
            runs_below: 0,
            image: image.clone(),
            size,
            to_picture,
        })
    }

    /// What it shows, for people who cannot see it.
    pub(crate) fn alt(&self) -> Option<&str> {
        self.image.alt()
    }

    /// Whether it hides what is below a point of the page.
    pub(super) fn covers(&self, x: f64, y: f64) -> bool {
        self.bounds.contains((x, y)) && !self.is_clear(x, y)
    }

    /// Whether the pixel at a point of the page is transparent.
    fn is_clear(&self, x: f64, y: f64) -> bool {
        let ImageKind::Raster(raster) = self.image.kind() else { return false };
        let pixels = raster.dynamic();
        if !pixels.color().has_alpha() {
            return false;
        }
        let at = Point::new(Abs::pt(x), Abs::pt(y)).transform(self.to_picture);
        let share = Axes::new(at.x / self.size.x, at.y / self.size.y);
        let pixel = |share: f64, count: u32| {
            (share.clamp(0.0, 1.0) * f64::from(count)).min(f64::from(count) - 1.0) as u32
        };
        let (column, row) = (pixel(share.x, pixels.width()), pixel(share.y, pixels.height()));
        pixels.get_pixel(column, row).0[3] < CLEAR
    }
}

/// The corners of what a picture paints. The paper of a drawing stays empty around its shapes.
fn painted(image: &Image, size: Size) -> (Point, Point) {
    let whole = (Point::zero(), size.to_point());
    let ImageKind::Svg(drawing) = image.kind() else { return whole };
    let (bounds, paper) = (drawing.tree().root().abs_layer_bounding_box(), drawing.tree().size());
    let at = |x: f32, y: f32| {
        let share = |value: f32, of: f32| f64::from(value / of).clamp(0.0, 1.0);
        Point::new(size.x * share(x, paper.width()), size.y * share(y, paper.height()))
    };
    (at(bounds.left(), bounds.top()), at(bounds.right(), bounds.bottom()))
}
