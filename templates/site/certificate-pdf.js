// Finds the codes in a PDF: the addresses of its links, also in compressed objects.

import { looksLikeCode } from "./certificate.js";

/** The most bytes that are unpacked of a file. */
const MAX_BYTES = 64 * 1024 * 1024;

/** How far before its data a stream says what it is. */
const BEFORE = 2048;

/** The bytes as a text with a letter for each. */
const letters = (bytes) => new TextDecoder("latin1").decode(bytes);

/** Unpacks deflated bytes, as far as they are valid: what follows them is not of the stream. */
async function inflate(bytes, most) {
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const reader = unpacked.getReader();
  const chunks = [];
  let length = 0;
  try {
    while (length <= most) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
    }
    await reader.cancel();
  } catch {
    // The end of the stream is reached.
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The texts that have the objects of the file: the file itself, and its object streams. */
async function* texts(bytes) {
  const file = letters(bytes);
  yield file;
  let left = MAX_BYTES;
  for (const { index } of file.matchAll(/\bstream\r?\n/g)) {
    const before = file.slice(Math.max(index - BEFORE, 0), index);
    const dictionary = before.slice(before.lastIndexOf(" obj") + 1);
    if (!/\/ObjStm\b/.test(dictionary) || !/\/FlateDecode\b|\/Fl\b/.test(dictionary)) continue;
    const start = file.indexOf("\n", index) + 1;
    const end = file.indexOf("endstream", start);
    const unpacked = await inflate(bytes.subarray(start, end < 0 ? undefined : end), left);
    left -= unpacked.length;
    if (left < 0) return;
    yield letters(unpacked);
  }
}

/** A letter after a backslash, an octal number, or a line break. */
const ESCAPE = /^\\(?:([0-7]{1,3})|(\r\n?|\n)|.)/s;

/** A string of a PDF: `(…)` with escapes, or `<…>` in hexadecimal. */
function readString(text, at) {
  if (text[at] === "<") {
    const digits = text.slice(at + 1, text.indexOf(">", at)).replace(/\s/g, "");
    return digits.replace(/..?/g, (pair) => String.fromCharCode(parseInt(pair.padEnd(2, "0"), 16)));
  }
  const escapes = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  let [read, depth] = ["", 0];
  for (let place = at + 1; place < text.length; place += 1) {
    const letter = text[place];
    if (letter === "\\") {
      const [all, octal, lineBreak] = ESCAPE.exec(text.slice(place, place + 5)) ?? ["\\"];
      if (octal) read += String.fromCharCode(parseInt(octal, 8) & 255);
      else if (!lineBreak) read += escapes[all[1]] ?? all[1] ?? "";
      place += all.length - 1;
      continue;
    }
    if (letter === ")" && depth === 0) return read;
    depth += letter === "(" ? 1 : letter === ")" ? -1 : 0;
    read += letter;
  }
  return read;
}

/**
 * The codes of a PDF, each once. Throws `encrypted` if only someone with a password can read it,
 * and `not a PDF`.
 */
export async function codesOf(bytes) {
  if (!letters(bytes.subarray(0, 1024)).includes("%PDF-")) throw new Error("not a PDF");
  const codes = new Set();
  let isEncrypted = false;
  for await (const text of texts(bytes)) {
    isEncrypted ||= /\/Encrypt\s+\d/.test(text);
    for (const { index, 0: found } of text.matchAll(/\/URI\s*(?=[(<](?!<))/g)) {
      const address = readString(text, index + found.length);
      if (address.includes("#") && looksLikeCode(address)) codes.add(address);
    }
  }
  if (!codes.size && isEncrypted) throw new Error("encrypted");
  return [...codes];
}
