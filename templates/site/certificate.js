// Checks the code of a certificate, as `peerpress verify` does. The formats are in the guide
// docs/verification.md. Nothing here touches the page.

import {
  Fault, base32, base64url, damaged, hex, incomplete, isBytes, isInteger, isText, join, readSigned,
  sha256, utf8,
} from "./certificate-code.js";

/** The verdicts from the best to the worst. */
const VERDICTS = [
  "genuine", "expired", "not valid yet", "replaced", "another address", "revoked",
  "not a certificate", "damaged", "unknown key", "altered",
];

const KINDS = ["completion", "continuing-education", "certified", "recertified"];

/** The letters with which every code of each version starts. */
const STARTS = ["QREKEAJHARB", "QRG2EAJHARE"];

const DAY = 86400;
const [ISSUER, SUBJECT, EXPIRATION, NOT_BEFORE, ISSUED_AT] = [1, 2, 4, 5, 6];
const CERTIFICATE = -65537;
const LIST = -65538;

/** The most letters of a code, days of a session, and bytes of a hash in a list. */
const MAX_CODE = 8192;
const MAX_DAYS = 400;
const HASH_LENGTH = 16;

// What a certificate states

function need(value, isValid) {
  if (!isValid(value)) throw damaged("a part is missing");
  return value;
}

/** A day, in days since 1970, as a text such as 2027-02-28. */
function day(number) {
  const isDay = isInteger(number) && number > -700000 && number < 2900000;
  if (!isDay) throw damaged("a day is missing");
  return new Date(number * DAY * 1000).toISOString().slice(0, 10);
}

const dayNumber = (text) => Date.parse(text) / DAY / 1000;

/** The day of a time that is so many seconds after its midnight. */
function dayOf(seconds, after) {
  if (seconds === undefined) return null;
  const midnight = need(seconds, isInteger) - after;
  return day(midnight / DAY);
}

/** The days of a session: each counts from the one before. In version 2, negative is a run. */
function readDays(steps, hasRuns) {
  const days = [];
  let previous = 0;
  for (const [index, step] of need(steps, Array.isArray).entries()) {
    const isRun = hasRuns && index > 0 && step < 0;
    const count = isRun ? -need(step, isInteger) : 1;
    if (count + days.length > MAX_DAYS) throw damaged("there are too many days");
    for (let run = 0; run < count; run += 1) {
      previous += isRun ? 1 : step;
      days.push(day(previous));
    }
  }
  return days;
}

function readHours(value) {
  if (value === null) return null;
  const isPart = (part) => isInteger(part) && part >= 0 && part < 1000000;
  if (!Array.isArray(value)) return need(value, isPart);
  if (value.length !== 2) throw damaged("the hours are missing");
  return (need(value[0], isPart) * 100 + need(value[1], isPart)) / 100;
}

function readVersion1(claims, values) {
  if (values.length !== 7) throw incomplete();
  const [, kind, number, revision, title, hours, days] = values;
  const after = dayOf(claims.get(EXPIRATION), 0);
  return {
    kind, number, revision, title,
    sample: false,
    hours: hours === null ? null : need(hours, isInteger) / 100,
    days: readDays(days, false),
    issued: need(dayOf(claims.get(ISSUED_AT), 0), isText),
    valid_from: dayOf(claims.get(NOT_BEFORE), 0),
    valid_until: after && day(dayNumber(after) - 1),
  };
}

function readVersion2(claims, values) {
  if (values.length < 7 || values.length > 8) throw incomplete();
  const [, kind, number, title, issued, hours, steps, revision = 1] = values;
  const days = readDays(steps, true);
  const validFrom = dayOf(claims.get(NOT_BEFORE), -14 * 3600);
  const base = days.at(-1) ?? validFrom ?? "1970-01-01";
  const sample = need(kind, isInteger) >= 16;
  return {
    kind: sample ? kind - 16 : kind,
    number, revision, title, sample,
    hours: readHours(hours),
    days,
    issued: day(dayNumber(base) + need(issued, isInteger)),
    valid_from: validFrom,
    valid_until: dayOf(claims.get(EXPIRATION), DAY + 12 * 3600),
  };
}

function readCertificate(claims) {
  const values = claims.get(CERTIFICATE);
  const version = Array.isArray(values) ? values[0] : null;
  if (version > 2) throw damaged("the code has a newer version than this page knows");
  if (version !== 1 && version !== 2) throw new Fault("not a certificate", "");
  const facts = (version === 1 ? readVersion1 : readVersion2)(claims, values);
  const isRevision = (it) => isInteger(it) && it >= 0;
  return {
    ...facts,
    name: need(claims.get(SUBJECT), isText),
    issuer: need(claims.get(ISSUER), isText),
    number: need(facts.number, isText),
    title: need(facts.title, isText),
    revision: need(facts.revision, isRevision),
    kind: need(KINDS[facts.kind], isText),
  };
}

// The status list

const hashes = (bytes) => {
  if (!isBytes(bytes) || bytes.length % HASH_LENGTH) throw incomplete();
  const found = new Set();
  for (let at = 0; at < bytes.length; at += HASH_LENGTH) {
    found.add(hex(bytes.subarray(at, at + HASH_LENGTH)));
  }
  return found;
};

/** Reads `status.json`. Throws if no key that is trusted signed it. */
export async function readList(text, keys) {
  const file = JSON.parse(text.replace(/^\ufeff/, ""));
  const { claims, key } = await readSigned(base64url(file.list), keys, "peerpress status list");
  if (key.isRevoked) throw new Error(`the status list is signed with the revoked key ${key.id}`);
  const values = need(claims.get(LIST), Array.isArray);
  const [version, sequence, salt, revoked, replaced, , genuine] = values;
  if (version !== file.version || values.length !== { 1: 5, 2: 7 }[version]) throw incomplete();
  const codes = (genuine ?? []).map(([id, joined]) => [hex(need(id, isBytes)), hashes(joined)]);
  return {
    key: key.id,
    issued: need(claims.get(ISSUED_AT), isInteger),
    sequence: need(sequence, isInteger),
    salt: need(salt, isBytes),
    revoked: hashes(revoked),
    replaced: hashes(replaced),
    genuine: new Map(codes),
  };
}

async function isListed(entries, list, ...parts) {
  const hash = await sha256(join(list.salt, ...parts));
  return entries.has(hex(hash.subarray(0, HASH_LENGTH)));
}

/** Whether a code is not trusted: its key was revoked, and no list names the code as genuine. */
async function isDistrusted({ key, hash }, list) {
  const other = list && list.key !== key.id ? list : null;
  const codes = other?.genuine.get(key.id);
  if (!key.isRevoked && !codes) return false;
  return !codes || !(await isListed(codes, other, hash));
}

async function judge(facts, list, now) {
  const revision = utf8(`\0R${facts.revision}`);
  if (list && await isListed(list.revoked, list, utf8(facts.number))) return "revoked";
  if (list && await isListed(list.replaced, list, utf8(facts.number), revision)) return "replaced";
  // A certificate is valid while any place on earth has one of its days.
  const today = (hours) => Math.floor((now / 1000 + hours * 3600) / DAY);
  if (facts.valid_until && dayNumber(facts.valid_until) < today(-12)) return "expired";
  if (facts.valid_from && dayNumber(facts.valid_from) > today(14)) return "not valid yet";
  return "genuine";
}

// Addresses and texts

/** Spaces, and marks that nobody sees, which pasted text may have. */
const UNSEEN = "[\\s\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff]";
const UNSEEN_ENDS = new RegExp(`^${UNSEEN}+|${UNSEEN}+$`, "g");

/** What matters of the address of a page, as browsers read it; null if it is not one. */
function pageOf(text) {
  const parse = (address) => {
    try {
      return new URL(address);
    } catch {
      return null;
    }
  };
  let url = parse(text);
  if (!url?.host) {
    if (/^[^\s]*:[^\s]*$/.test(text) && text.includes("//")) return null;
    url = parse(`https://${text}`);
  }
  if (!url || !["http:", "https:"].includes(url.protocol)) return null;
  const isDisguised = url.username || url.password || url.hash;
  const path = url.pathname.replace(/\/+$/, "").replace(/\/index\.html$/, "").replace(/\/+$/, "");
  return { path, rest: `${isDisguised ? "!" : ""}${url.protocol}//${url.host}${url.search}` };
}

/**
 * Whether a page is a known one, or the same in a language of the website: `es/verify.html` beside
 * `verify`. Some servers leave out `.html`.
 */
function leadsTo(known, page) {
  if (!known || known.rest !== page.rest) return false;
  if (known.path === page.path) return true;
  const folder = known.path.replace(/\/verify$/, "");
  return folder !== known.path && page.path.startsWith(`${folder}/`)
    && /^\/[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\/verify(\.html)?$/.test(page.path.slice(folder.length));
}

/** Whether the address in front of a code is not a page of the program. */
function isElsewhere(text, addresses) {
  const given = text.slice(0, Math.max(text.lastIndexOf("#"), 0)).replace(UNSEEN_ENDS, "");
  if (!given || !addresses.length) return false;
  const page = pageOf(given);
  return !page || !addresses.some((address) => leadsTo(pageOf(address), page));
}

/** The letters after the `#`, without the spaces and line breaks that email programs add. */
const codeOf = (text) => text.slice(text.lastIndexOf("#") + 1)
  .replace(new RegExp(UNSEEN, "g"), "").toUpperCase();

/** Whether a text looks like the address or code of a certificate, valid or not. */
export function looksLikeCode(text) {
  const code = codeOf(text);
  return STARTS.some((start) => {
    const isCutShort = code && code.length < start.length && start.startsWith(code);
    return code.startsWith(start) || (isCutShort && text.includes("#"));
  });
}

/** What may be the codes in a text: for each, the ways to read it. */
function possibleCodes(text) {
  const words = text.split(/\s+/).filter((word) => word.includes("#"));
  const trimmed = words.map((word) => word.replace(/^[<>()[\]"'.,;]+|[<>()[\]"'.,;]+$/g, ""));
  const codes = [...new Set(trimmed.filter(looksLikeCode))];
  if (codes.length === 0) return [[text]];
  if (codes.length > 1) return codes.map((code) => [code]);
  const start = text.indexOf(codes[0]);
  // Another address in front of the code is a part of it.
  const from = /\/\/|www\./.test(text.slice(0, start)) ? 0 : start;
  return [[text, text.slice(from), text.slice(from, start + codes[0].length)]];
}

async function checkCode(text, context) {
  try {
    if (!looksLikeCode(text)) throw new Fault("not a certificate", "");
    const code = codeOf(text);
    if (code.length > MAX_CODE) throw damaged("it is longer than any code");
    const signed = await readSigned(base32(code), context.keys, "");
    const facts = { ...readCertificate(signed.claims), key: signed.key.id };
    if (await isDistrusted(signed, context.list)) throw new Fault("unknown key", signed.key.id);
    const verdict = await judge(facts, context.list, context.now);
    const isElse = isElsewhere(text, context.addresses);
    return {
      verdict: isElse ? worse(verdict, "another address") : verdict,
      facts,
      list: context.list,
    };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return { verdict: fault.verdict, facts: null, list: null, reason: fault.message };
  }
}

const rank = (verdict) => VERDICTS.indexOf(verdict);
const worse = (one, other) => (rank(one) > rank(other) ? one : other);

/**
 * Checks each code in a text. `context` has the `keys`, the status `list` or null, whether there is
 * a list that cannot be used (`isUnusable`), the `addresses` of the program, and the time `now`.
 */
export async function check(text, context) {
  const answers = [];
  for (const ways of possibleCodes(text.trim())) {
    const found = await Promise.all(ways.map((way) => checkCode(way, context)));
    const best = found.toSorted((one, other) => rank(one.verdict) - rank(other.verdict))[0];
    // Without the list, a certificate that was revoked would pass as genuine.
    const isOpen = best.facts || context.keys.some((key) => key.isRevoked);
    answers.push(context.isUnusable && isOpen ? { verdict: "no list", facts: null } : best);
  }
  return answers;
}
