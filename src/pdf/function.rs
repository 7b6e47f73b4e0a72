//! Functions (ISO 32000-1, 7.10), for the colors of gradients and of spot inks: sampled,
//! exponential and stitched ones. PostScript calculator functions are not evaluated.

use lopdf::{Document, Object};

use super::limits::plain_content;
use super::objects::{items, number_at, numbers, value};

/// Functions nested deeper than this are taken for a loop.
const MAX_DEPTH: usize = 8;

/// A function of one number or several. Sampled functions are read at the nearest sample.
#[derive(Debug, Clone)]
pub(super) enum Function {
    Sampled {
        sizes: Vec<usize>,
        outputs: usize,
        values: Vec<f64>,
    },
    Exponential {
        from: Vec<f64>,
        to: Vec<f64>,
        power: f64,
    },
    Stitched {
        parts: Vec<Function>,
        bounds: Vec<f64>,
        encode: Vec<f64>,
        domain: (f64, f64),
    },
    /// One function for each output.
    Several(Vec<Function>),
}

impl Function {
    /// Reads a function. Returns `None` for a kind that is not evaluated.
    pub(super) fn read(pdf: &Document, object: &Object) -> Option<Self> {
        read_function(pdf, object, 0)
    }

    /// Returns the outputs.
    pub(super) fn at(&self, inputs: &[f64]) -> Vec<f64> {
        let input = inputs.first().copied().unwrap_or_default();
        match self {
            Self::Several(parts) => parts.iter().flat_map(|part| part.at(inputs)).collect(),
            Self::Exponential { from, to, power } => {
                let share = input.clamp(0.0, 1.0).powf(*power);
                from.iter().zip(to).map(|(from, to)| from + share * (to - from)).collect()
            }
            Self::Sampled { sizes, outputs, values } => {
                let (mut index, mut stride) = (0, 1);
                for (size, input) in sizes.iter().zip(inputs) {
                    index += stride * (input.clamp(0.0, 1.0) * (size - 1) as f64).round() as usize;
                    stride *= size;
                }
                let sample = values.get(index * outputs..(index + 1) * outputs);
                sample.map(<[f64]>::to_vec).unwrap_or_default()
            }
            Self::Stitched { parts, bounds, encode, domain } => {
                let input = input.clamp(domain.0, domain.1);
                let below = bounds.iter().filter(|bound| input >= **bound).count();
                let index = below.min(parts.len() - 1);
                let low = if index == 0 { domain.0 } else { bounds[index - 1] };
                let high = bounds.get(index).copied().unwrap_or(domain.1);
                let first = encode.get(2 * index).copied().unwrap_or(0.0);
                let last = encode.get(2 * index + 1).copied().unwrap_or(1.0);
                let share = if high > low { (input - low) / (high - low) } else { 0.0 };
                parts[index].at(&[first + share * (last - first)])
            }
        }
    }

    /// Returns the inputs at which the function may turn: its ends, its seams and a grid between.
    pub(super) fn stops(&self) -> Vec<f64> {
        let mut stops: Vec<f64> = (0..=32).map(|step| f64::from(step) / 32.0).collect();
        if let Self::Stitched { bounds, domain, .. } = self {
            let span = domain.1 - domain.0;
            stops = stops.iter().map(|stop| domain.0 + stop * span).collect();
            for bound in bounds {
                stops.extend([*bound, bound - 1e-6 * span]);
            }
        }
        stops.sort_by(f64::total_cmp);
        stops
    }
}

fn read_function(pdf: &Document, object: &Object, depth: usize) -> Option<Function> {
    let (_, object) = pdf.dereference(object).ok()?;
    if depth > MAX_DEPTH {
        return None;
    }
    if let Ok(list) = object.as_array() {
        let parts = list.iter().map(|part| read_function(pdf, part, depth + 1));
        return parts.collect::<Option<Vec<_>>>().map(Function::Several);
    }
    let dictionary = object.as_dict().ok().or_else(|| Some(&object.as_stream().ok()?.dict))?;
    let numbers = |key: &[u8]| numbers(pdf, dictionary, key);
    match value(pdf, dictionary, b"FunctionType")?.as_i64().ok()? {
        0 => sampled(pdf, object),
        2 => Some(Function::Exponential {
            from: numbers(b"C0").unwrap_or(vec![0.0]),
            to: numbers(b"C1").unwrap_or(vec![1.0]),
            power: number_at(pdf, dictionary, b"N")?,
        }),
        3 => {
            let parts = items(pdf, dictionary, b"Functions");
            let parts = parts
                .map(|part| read_function(pdf, part, depth + 1))
                .collect::<Option<Vec<_>>>()?;
            let domain = numbers(b"Domain")
                .filter(|domain| domain.len() == 2)
                .map_or((0.0, 1.0), |domain| (domain[0], domain[1]));
            let (bounds, encode) = (numbers(b"Bounds")?, numbers(b"Encode")?);
            let is_whole =
                !parts.is_empty() && bounds.len() + 1 == parts.len() && domain.0 <= domain.1;
            is_whole.then_some(Function::Stitched { parts, bounds, encode, domain })
        }
        _ => None,
    }
}

fn sampled(pdf: &Document, object: &Object) -> Option<Function> {
    let stream = object.as_stream().ok()?;
    let sizes = numbers(pdf, &stream.dict, b"Size")?;
    let sizes: Vec<usize> = sizes.into_iter().map(|size| size.max(1.0) as usize).collect();
    let range = numbers(pdf, &stream.dict, b"Range")?;
    let outputs = range.len() / 2;
    let sample_bytes = match value(pdf, &stream.dict, b"BitsPerSample")?.as_i64().ok()? {
        8 => 1,
        16 => 2,
        _ => return None,
    };
    if outputs == 0 {
        return None;
    }
    let most = 256_f64.powi(sample_bytes as i32) - 1.0;
    let bytes = plain_content(stream)?;
    let values = bytes.chunks_exact(sample_bytes).enumerate().map(|(index, sample)| {
        let share = sample.iter().fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte)) / most;
        let (low, high) = (range[2 * (index % outputs)], range[2 * (index % outputs) + 1]);
        low + share * (high - low)
    });
    Some(Function::Sampled { outputs, values: values.collect(), sizes })
}
