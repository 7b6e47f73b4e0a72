//! Unpacks streams as every program does, or not at all: programs repair packed data, and read what
//! describes it, in different ways.

use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{Dictionary, Object};

use crate::pdf::lexer::is_space;
use crate::pdf::limits;

/// All streams of a file together may unpack to this much, in bytes.
const MAX_TOTAL: usize = 1 << 29;

/// The filters of pictures. Only the last filter of a stream can be one of them, and its data
/// counts as it is.
const PICTURE_FILTERS: [&[u8]; 4] = [b"DCTDecode", b"JPXDecode", b"CCITTFaxDecode", b"JBIG2Decode"];

/// The filters that few programs write, and none in files of Peerpress.
const RARE_FILTERS: [&[u8]; 3] = [b"LZWDecode", b"ASCII85Decode", b"RunLengthDecode"];

/// Programs pack a stream once or twice.
const MAX_FILTERS: usize = 4;

/// The most bytes of white space after packed data. Some programs count a line break.
const MAX_TAIL: usize = 2;

/// What became of a stream.
pub(super) enum Unpacked {
    Data(Vec<u8>),
    /// A picture.
    Picture,
    /// It is too large, or packed in a way that few programs use.
    Unknown,
}

/// Unpacks the streams of one file.
#[derive(Default)]
pub(super) struct Unpacker {
    total: usize,
}

/// A filter with its parameters.
type Step<'a> = (&'a [u8], Option<&'a Dictionary>);

impl Unpacker {
    /// Unpacks a stream. In faults, `about` says which object it is.
    pub(super) fn unpack(
        &mut self,
        dict: &Dictionary,
        data: &[u8],
        about: &str,
    ) -> Result<Unpacked, String> {
        let fault = || format!("has a stream that programs unpack in different ways, {about}");
        let steps = steps(dict).ok_or_else(fault)?;
        let Some((last, first)) = steps.split_last() else {
            return Ok(Unpacked::Data(data.to_vec()));
        };
        if first.iter().any(|(filter, _)| PICTURE_FILTERS.contains(filter)) {
            return Err(fault());
        }
        if steps.iter().any(|(filter, _)| RARE_FILTERS.contains(filter)) {
            return Ok(Unpacked::Unknown);
        }
        let steps = if PICTURE_FILTERS.contains(&last.0) { first } else { &steps };
        let mut data = Cow::Borrowed(data);
        for (filter, parameters) in steps {
            let unpacked = match *filter {
                b"FlateDecode" => self.inflate(&data),
                b"ASCIIHexDecode" if parameters.is_none() => digits(&data).map(Some),
                _ => None,
            };
            let Some(unpacked) = unpacked.ok_or_else(fault)? else { return Ok(Unpacked::Unknown) };
            let Some(parameters) = parameters else {
                data = unpacked.into();
                continue;
            };
            match undo_prediction(&unpacked, parameters).ok_or_else(fault)? {
                Some(unpacked) => data = unpacked.into(),
                None => return Ok(Unpacked::Unknown),
            }
        }
        let is_picture = steps.len() < first.len() + 1;
        Ok(if is_picture { Unpacked::Picture } else { Unpacked::Data(data.into_owned()) })
    }

    /// Unpacks data of the zlib format. Returns `Some(None)` if it is too large.
    fn inflate(&mut self, data: &[u8]) -> Option<Option<Vec<u8>>> {
        let most = limits::max_unpacked(data.len()).min(MAX_TOTAL - self.total);
        let mut unpacked = Vec::with_capacity((data.len() * 4).min(most) + 64);
        let mut state = Decompress::new(true);
        loop {
            let read = usize::try_from(state.total_in()).ok()?;
            let before = (read, unpacked.len());
            let rest = data.get(read..)?;
            let status = state.decompress_vec(rest, &mut unpacked, FlushDecompress::None).ok()?;
            if unpacked.len() > most {
                return Some(None);
            }
            let read = usize::try_from(state.total_in()).ok()?;
            if status == Status::StreamEnd {
                let tail = data.get(read..)?;
                self.total += unpacked.len();
                let is_blank = tail.len() <= MAX_TAIL && tail.iter().all(|it| is_break(*it));
                return is_blank.then_some(Some(unpacked));
            }
            if unpacked.len() == unpacked.capacity() {
                unpacked.reserve(unpacked.capacity());
            } else if before == (read, unpacked.len()) {
                return None;
            }
        }
    }
}

/// Returns the filters of a stream; `None` if they or their parameters are not plainly written.
fn steps(dict: &Dictionary) -> Option<Vec<Step<'_>>> {
    let steps: Vec<Step<'_>> = match (dict.get(b"Filter").ok(), dict.get(b"DecodeParms").ok()) {
        (None, None) => Vec::new(),
        (Some(filter @ Object::Name(_)), parameters) => vec![step(filter, parameters)?],
        (Some(Object::Array(filters)), None) => {
            filters.iter().map(|filter| step(filter, None)).collect::<Option<_>>()?
        }
        (Some(Object::Array(filters)), Some(Object::Array(parameters)))
            if filters.len() == parameters.len() =>
        {
            let pairs = filters.iter().zip(parameters);
            pairs.map(|(filter, it)| step(filter, Some(it))).collect::<Option<_>>()?
        }
        _ => return None,
    };
    (steps.len() <= MAX_FILTERS).then_some(steps)
}

fn step<'a>(filter: &'a Object, parameters: Option<&'a Object>) -> Option<Step<'a>> {
    let filter = filter.as_name().ok()?;
    let is_known = matches!(filter, b"FlateDecode" | b"ASCIIHexDecode")
        || PICTURE_FILTERS.contains(&filter)
        || RARE_FILTERS.contains(&filter);
    let parameters = match parameters {
        None | Some(Object::Null) => None,
        Some(parameters) => Some(parameters.as_dict().ok()?),
    };
    is_known.then_some((filter, parameters))
}

/// Decodes hexadecimal digits up to the `>` at the end.
fn digits(data: &[u8]) -> Option<Vec<u8>> {
    let end = data.iter().position(|byte| *byte == b'>')?;
    let is_blank = data[end + 1..].iter().all(|it| is_break(*it));
    let digits = data[..end].iter().filter(|byte| !is_space(**byte));
    let digits: Option<Vec<u8>> =
        digits.map(|byte| Some(char::from(*byte).to_digit(16)? as u8)).collect();
    let digits = digits?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    is_blank.then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// Reverses the prediction of bytes (7.4.4.4). Returns `Some(None)` for a kind that programs
/// rarely use.
fn undo_prediction(data: &[u8], parameters: &Dictionary) -> Option<Option<Vec<u8>>> {
    let number = |key: &[u8], usual: i64| match parameters.get(key) {
        Ok(Object::Integer(number)) => Some(*number),
        Ok(_) => None,
        Err(_) => Some(usual),
    };
    let known: [&[u8]; 4] = [b"Predictor", b"Columns", b"Colors", b"BitsPerComponent"];
    if parameters.iter().any(|(key, _)| !known.contains(&key.as_slice())) {
        return None;
    }
    let (predictor, columns) = (number(b"Predictor", 1)?, number(b"Columns", 1)?);
    let (colors, bits) = (number(b"Colors", 1)?, number(b"BitsPerComponent", 8)?);
    match predictor {
        1 => return Some(Some(data.to_vec())),
        2 => return Some(None),
        10..=15 => {}
        _ => return None,
    }
    if !(1..=4).contains(&colors) || columns < 1 {
        return None;
    }
    if bits != 8 {
        return Some(None);
    }
    let width = usize::try_from(columns.checked_mul(colors)?).ok()?;
    let unit = usize::try_from(colors).ok()?;
    if !data.len().is_multiple_of(width + 1) {
        return None;
    }
    let mut above = vec![0; width];
    let mut plain = Vec::with_capacity(data.len());
    for row in data.chunks_exact(width + 1) {
        let start = plain.len();
        for (place, byte) in row[1..].iter().enumerate() {
            let left = place.checked_sub(unit).map(|place| (plain[start + place], above[place]));
            let (left, corner) = left.unwrap_or((0, 0));
            let predicted = match row[0] {
                0 => 0,
                1 => left,
                2 => above[place],
                3 => (u16::from(left) + u16::from(above[place])).div_euclid(2) as u8,
                4 => paeth(left, above[place], corner),
                _ => return None,
            };
            plain.push(byte.wrapping_add(predicted));
        }
        above.copy_from_slice(&plain[start..]);
    }
    Some(Some(plain))
}

/// The predictor of Paeth, as PNG defines it.
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    let (to_left, to_above, to_corner) = (distance(left), distance(above), distance(corner));
    if to_left <= to_above && to_left <= to_corner {
        left
    } else if to_above <= to_corner {
        above
    } else {
        corner
    }
}
