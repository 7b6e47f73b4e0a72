// Reads signed claims: Base32, CBOR (RFC 8949), COSE_Sign1 (RFC 9052), and the keys of a program.

/** Why a code proves nothing: the verdict, for people who look into it. */
export class Fault extends Error {
  constructor(verdict, message) {
    super(message);
    this.verdict = verdict;
  }
}

export const damaged = (message) => new Fault("damaged", message);
export const incomplete = () => damaged("the end is missing, or some of the letters are wrong");

// Bytes

export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function join(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export const utf8 = (text) => new TextEncoder().encode(text);
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Decodes Base32 without padding. Bits that are left over must be zero. */
export function base32(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [bits, count, at] = [0, 0, 0];
  for (const letter of text) {
    const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
    if (value < 0) throw damaged("it contains an invalid character");
    bits = ((bits << 5) | value) & 0xfff;
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = (bits >> count) & 0xff;
    }
  }
  if (count >= 5 || bits & ((1 << count) - 1)) throw damaged("the end is missing");
  return bytes;
}

export function base64url(text) {
  if (!/^[\w-]*$/.test(text)) throw incomplete();
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

// CBOR (RFC 8949): what COSE and certificates use of it

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  /** Reads bytes that are one value and nothing else. */
  static read(bytes) {
    const reader = new Reader(bytes);
    const value = reader.value(0);
    if (reader.at !== bytes.length) throw incomplete();
    return value;
  }

  take(length) {
    if (length > this.bytes.length - this.at) throw incomplete();
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A number of 1, 2, 4, or 8 bytes, or the one in the first byte. */
  number(info) {
    if (info < 24) return info;
    if (info > 27) throw incomplete();
    const number = this.take(2 ** (info - 24)).reduce((number, byte) => number * 256 + byte, 0);
    if (!Number.isSafeInteger(number)) throw incomplete();
    return number;
  }

  value(depth) {
    if (depth > 16) throw incomplete();
    const [first] = this.take(1);
    const [type, info] = [first >> 5, first & 31];
    if (type === 7) {
      const simple = new Map([[20, false], [21, true], [22, null]]);
      if (!simple.has(info)) throw incomplete();
      return simple.get(info);
    }
    const number = this.number(info);
    if (type === 0) return number;
    if (type === 1) return -1 - number;
    if (type === 2) return this.take(number);
    if (type === 3) return this.text(number);
    if (type > 5) throw incomplete();
    const items = [];
    const count = type === 5 ? number * 2 : number;
    while (items.length < count) items.push(this.value(depth + 1));
    return type === 4 ? items : this.map(items);
  }

  text(length) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(length));
    } catch {
      throw incomplete();
    }
  }

  map(items) {
    const map = new Map();
    for (let index = 0; index < items.length; index += 2) {
      if (map.has(items[index])) throw incomplete();
      map.set(items[index], items[index + 1]);
    }
    return map;
  }
}

/** The head of an array, a text, or bytes. */
function head(type, length) {
  if (length < 24) return Uint8Array.of((type << 5) | length);
  if (length < 256) return Uint8Array.of((type << 5) | 24, length);
  if (length < 65536) return Uint8Array.of((type << 5) | 25, length >> 8, length & 255);
  const bytes = [24, 16, 8, 0].map((shift) => (length >>> shift) & 255);
  return Uint8Array.of((type << 5) | 26, ...bytes);
}

const encodeBytes = (bytes) => join(head(2, bytes.length), bytes);

export const isInteger = (value) => Number.isSafeInteger(value);
export const isBytes = (value) => value instanceof Uint8Array;
export const isText = (value) => typeof value === "string";

// COSE_Sign1 (RFC 9052)

/** Whether this browser can check signatures. */
export async function canCheck() {
  try {
    const key = base64url("gTl3Dqh9F19Wo1Rmw0x-zMuNipG07jeiXfYPW4_Js5Q");
    await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

/** Reads `keys.json`. */
export async function readKeys(text) {
  const file = JSON.parse(text.replace(/^\ufeff/, ""));
  if (![1, 2].includes(file.version)) throw new Error("the public keys have an unknown version");
  const read = async (entry) => {
    const bytes = base64url(entry.public);
    const id = hex((await sha256(bytes)).subarray(0, 8));
    if (entry.algorithm !== "Ed25519" || bytes.length !== 32 || id !== entry.id) {
      throw new Error(`the key ${entry.id} is not valid`);
    }
    const key = await crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
    return { id, key, isRevoked: Boolean(entry.revoked) };
  };
  return { keys: await Promise.all(file.keys.map(read)), addresses: file.addresses ?? [] };
}

/** Reads signed claims. The key that signed them may have been revoked. */
export async function readSigned(bytes, keys, purpose) {
  const parts = Reader.read(bytes);
  const isSigned = Array.isArray(parts) && parts.length === 4 && parts[1] instanceof Map
    && [parts[0], parts[2], parts[3]].every(isBytes);
  if (!isSigned) throw incomplete();
  const [header, unsigned, payload, signature] = parts;
  const fields = Reader.read(header);
  if (!(fields instanceof Map)) throw incomplete();
  if (fields.get(1) !== -8) throw damaged("it is not signed with EdDSA");
  const hint = fields.get(4);
  if (!isBytes(hint) || ![3, 8].includes(hint.length)) throw incomplete();
  const named = keys.filter((key) => key.id.startsWith(hex(hint)));
  if (!named.length) throw new Fault("unknown key", hex(hint));
  const context = utf8("Signature1");
  const rest = [header, utf8(purpose), payload].map(encodeBytes);
  const signed = join(head(4, 4), head(3, context.length), context, ...rest);
  const checks = named.map(({ key }) => crypto.subtle.verify("Ed25519", key, signature, signed));
  const key = named[(await Promise.all(checks)).indexOf(true)];
  if (!key) throw new Fault("altered", hex(hint));
  // Nothing may be unsigned, and no code may have two encodings.
  const [first, ...others] = [header, payload, signature].map(encodeBytes);
  const again = join(head(4, 4), first, head(5, 0), ...others);
  if (unsigned.size || hex(again) !== hex(bytes)) throw damaged("a part is not signed");
  const claims = Reader.read(payload);
  if (!(claims instanceof Map)) throw incomplete();
  return { claims, key, hash: await sha256(payload) };
}
