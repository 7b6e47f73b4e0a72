//! Functions of PDF (ISO 32000-1, 7.10), to know the colours of gradients and of spot inks: sampled, exponential and stitched ones.

use lopdf::{Dictionary, Document, Object};

use super::sheet::number;

/// Functions stitched of functions may go no deeper.
const DEEPEST: usize = 8;

/// A function of one number, or of several (sampled ones are read at the nearest sample).
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
    /// Reads a function; none for kinds that are not known here.
    pub(super) fn read(pdf: &Document, object: &Object) -> Option<Self> {
        read(pdf, object, 0)
    }

    /// The outputs.
    pub(super) fn at(&self, inputs: &[f64]) -> Vec<f64> {
        let input = inputs.first().copied().unwrap_or_default();
        match self {
            Function::Several(parts) => parts.iter().flat_map(|part| part.at(inputs)).collect(),
            Function::Exponential { from, to, power } => {
                let share = input.clamp(0.0, 1.0).powf(*power);
                from.iter().zip(to).map(|(from, to)| from + share * (to - from)).collect()
            }
            Function::Sampled { sizes, outputs, values } => {
                let (mut index, mut stride) = (0, 1);
                for (size, input) in sizes.iter().zip(inputs) {
                    index += stride * (input.clamp(0.0, 1.0) * (size - 1) as f64).round() as usize;
                    stride *= size;
                }
                values
                    .get(index * outputs..(index + 1) * outputs)
                    .map(<[f64]>::to_vec)
                    .unwrap_or_default()
            }
            Function::Stitched { parts, bounds, encode, domain } => {
                let input = input.clamp(domain.0, domain.1);
                let index =
                    bounds.iter().filter(|bound| input >= **bound).count().min(parts.len() - 1);
                let low = if index == 0 { domain.0 } else { bounds[index - 1] };
                let high = bounds.get(index).copied().unwrap_or(domain.1);
                let (first, last) = (
                    encode.get(2 * index).copied().unwrap_or(0.0),
                    encode.get(2 * index + 1).copied().unwrap_or(1.0),
                );
                let share = if high > low { (input - low) / (high - low) } else { 0.0 };
                parts[index].at(&[first + share * (last - first)])
            }
        }
    }

    /// Where along its domain the function may turn: the ends, the seams and a grid between.
    pub(super) fn stops(&self) -> Vec<f64> {
        let mut stops: Vec<f64> = (0..=32).map(|step| f64::from(step) / 32.0).collect();
        if let Function::Stitched { bounds, domain, .. } = self {
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

fn read(pdf: &Document, object: &Object, depth: usize) -> Option<Function> {
    let (_, object) = pdf.dereference(object).ok()?;
    if depth > DEEPEST {
        return None;
    }
    if let Ok(list) = object.as_array() {
        return list
            .iter()
            .map(|part| read(pdf, part, depth + 1))
            .collect::<Option<Vec<_>>>()
            .map(Function::Several);
    }
    let dictionary = object.as_dict().ok().or_else(|| Some(&object.as_stream().ok()?.dict))?;
    let numbers = |key: &[u8]| numbers(pdf, dictionary, key);
    match dictionary.get(b"FunctionType").and_then(Object::as_i64).ok()? {
        0 => sampled(pdf, object),
        2 => Some(Function::Exponential {
            from: numbers(b"C0").unwrap_or(vec![0.0]),
            to: numbers(b"C1").unwrap_or(vec![1.0]),
            power: number(pdf, dictionary.get(b"N").ok()?)?,
        }),
        3 => {
            let list =
                pdf.dereference(dictionary.get(b"Functions").ok()?).ok()?.1.as_array().ok()?;
            let parts =
                list.iter().map(|part| read(pdf, part, depth + 1)).collect::<Option<Vec<_>>>()?;
            let domain = numbers(b"Domain")
                .filter(|domain| domain.len() == 2)
                .map_or((0.0, 1.0), |domain| (domain[0], domain[1]));
            let bounds = numbers(b"Bounds")?;
            let is_whole =
                !parts.is_empty() && bounds.len() + 1 == parts.len() && domain.0 <= domain.1;
            is_whole.then_some(Function::Stitched {
                parts,
                bounds,
                encode: numbers(b"Encode")?,
                domain,
            })
        }
        _ => None,
    }
}

/// A list of numbers.
pub(super) fn numbers(pdf: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<Vec<f64>> {
    let (_, list) = pdf.dereference(dictionary.get(key).ok()?).ok()?;
    list.as_array().ok()?.iter().map(|value| number(pdf, value)).collect()
}

fn sampled(pdf: &Document, object: &Object) -> Option<Function> {
    let stream = object.as_stream().ok()?;
    let sizes: Vec<usize> = numbers(pdf, &stream.dict, b"Size")?
        .into_iter()
        .map(|size| size.max(1.0) as usize)
        .collect();
    let range = numbers(pdf, &stream.dict, b"Range")?;
    let outputs = range.len() / 2;
    let bytes_each = match stream.dict.get(b"BitsPerSample").and_then(Object::as_i64).ok()? {
        8 => 1,
        16 => 2,
        _ => return None,
    };
    let bytes = stream.get_plain_content().ok()?;
    let values = bytes.chunks_exact(bytes_each).enumerate().map(|(index, sample)| {
        let share = sample.iter().fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte))
            / (256_f64.powi(bytes_each as i32) - 1.0);
        let output = index % outputs.max(1);
        range[2 * output] + share * (range[2 * output + 1] - range[2 * output])
    });
    (outputs > 0).then(|| Function::Sampled { outputs, values: values.collect(), sizes })
}
