// The page that checks certificates. It takes a code from its address, a pasted text, a PDF, a
// photo, or the camera, and shows what `certificate.js` finds. It sends nothing to anyone: it only
// loads the public keys and the status list of the program.

import { canCheck, readKeys } from "./certificate-code.js";
import { check, readList } from "./certificate.js";
import { codesOf } from "./certificate-pdf.js";

/** The age from which a status list is called old, in days. */
const OLD_LIST = 30;

/** How often the camera is read, in milliseconds. */
const LOOK = 250;

/** The largest file that is read, in bytes. */
const MAX_FILE = 256 * 1024 * 1024;

const element = (id) => document.getElementById(id);
const page = element("verify");
const language = document.documentElement.lang;
const languageLinks = document.querySelectorAll("nav.languages a");

/** The folder of the website, wherever the page itself is. */
const root = new URL("./", import.meta.url);

/** The longest text that links to other languages carry. */
const MAX_CARRIED = 4000;

/** The letters after the `#` of the address, which may be escaped. */
function fragment() {
  const letters = location.hash.slice(1);
  try {
    return decodeURIComponent(letters);
  } catch {
    return letters;
  }
}

/** The text of a file of the website; null if there is none. */
async function load(path) {
  const answer = await fetch(new URL(path, root), { cache: "no-cache" });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}

/** What codes are checked with. Throws if there are no keys. */
async function context() {
  const { keys, addresses } = await readKeys(await load("verify/keys.json"));
  let [list, isUnusable] = [null, false];
  try {
    const text = await load("verify/status.json");
    list = text === null ? null : await readList(text, keys);
    // Before the first list, nothing was revoked. Later, a server may have lost it.
    isUnusable = list === null && "hasList" in page.dataset;
  } catch {
    isUnusable = true;
  }
  addresses.push(...page.dataset.addresses.split(" "));
  return { keys, list, isUnusable, addresses, now: Date.now() };
}

/** Checks texts, each of which has a code, or more. */
async function answersTo(texts) {
  if (!(await canCheck())) return [{ verdict: "old browser" }];
  let known;
  try {
    known = await context();
  } catch {
    return [{ verdict: "no keys" }];
  }
  return (await Promise.all(texts.map((text) => check(text, known)))).flat();
}

// What the page shows

/** The language, with the days and digits of certificates: some have their own calendar. */
const locale = new Intl.Locale(language, { calendar: "gregory", numberingSystem: "latn" });
const date = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
const written = (day) => date.format(new Date(day));

/** Days as people write them: those that follow each other as a range. */
function writtenDays(days) {
  const ranges = [];
  for (const day of days) {
    const last = ranges.at(-1);
    const isNext = last && Date.parse(day) - Date.parse(last[1]) === 86400000;
    if (isNext) last[1] = day;
    else ranges.push([day, day]);
  }
  const texts = ranges.map(([from, to]) => date.formatRange(new Date(from), new Date(to)));
  return new Intl.ListFormat(locale).format(texts);
}

function writtenFacts(facts) {
  const optional = (day) => (day ? written(day) : "");
  return {
    name: facts.name,
    title: facts.title,
    number: facts.revision > 1 ? `${facts.number} R${facts.revision}` : facts.number,
    hours: facts.hours === null ? "" : new Intl.NumberFormat(locale).format(facts.hours),
    days: facts.days.length ? writtenDays(facts.days) : "",
    issued: written(facts.issued),
    valid_from: optional(facts.valid_from),
    valid_until: optional(facts.valid_until),
    issuer: facts.issuer,
  };
}

/** What a certificate states, and with which list it was checked. */
function describe({ facts, list }) {
  const described = element("facts").content.cloneNode(true);
  const texts = writtenFacts(facts);
  for (const place of described.querySelectorAll("[data-fact]")) {
    place.textContent = texts[place.dataset.fact];
    if (!place.textContent) place.parentElement.remove();
  }
  const age = list ? (Date.now() / 1000 - list.issued) / 86400 : 0;
  const shown = { sample: facts.sample, list, old: age >= OLD_LIST, unlisted: !list };
  for (const part of described.querySelectorAll("[data-if]")) {
    if (!shown[part.dataset.if]) part.remove();
    else if (list) {
      part.textContent = part.textContent
        .replace("{date}", written(list.issued * 1000))
        .replace("{n}", list.sequence);
    }
  }
  return described;
}

function show(answers) {
  const places = answers.map((answer) => {
    const place = element(answer.verdict.replaceAll(" ", "-")).content.cloneNode(true);
    place.firstElementChild.dataset.verdict = answer.verdict;
    if (answer.facts) place.firstElementChild.append(describe(answer));
    return place;
  });
  element("answers").replaceChildren(...places);
  element("progress").textContent = "";
  element("ask").hidden = false;
  element("answers").querySelector("h2").focus();
}

let asked = 0;

/** Gives links to other languages, and the address, what was asked; nothing if it is empty. */
function carry(text) {
  const code = text.length <= MAX_CARRIED ? text.replace(/^#/, "") : "";
  const hash = code && `#${encodeURIComponent(code)}`;
  for (const link of languageLinks) link.hash = hash;
  if (location.hash !== hash) {
    history.replaceState(null, "", location.href.split("#")[0] + hash);
  }
}

/** Shows the answer to what `texts` gives, unless something else was asked in the meantime. */
async function ask(texts) {
  asked += 1;
  const own = asked;
  carry("");
  element("answers").replaceChildren();
  element("progress").textContent = element("progress").dataset.wait;
  let answers;
  try {
    const found = await texts();
    if (own === asked && found.length === 1) carry(found[0].trim());
    answers = found.length ? await answersTo(found) : [{ verdict: "not a certificate" }];
  } catch {
    answers = [{ verdict: "unreadable" }];
  }
  if (own === asked) show(answers);
}

// What people ask with

function askFragment() {
  const code = fragment();
  // Links within the page have a fragment too.
  if (!code || element(code)) {
    element("ask").hidden = false;
    return;
  }
  ask(async () => [code.includes("#") ? code : `#${code}`]);
}

async function textsOf(file) {
  if (file.size > MAX_FILE) throw new Error("too large");
  if (file.type.startsWith("image/")) return codesIn(await createImageBitmap(file));
  return codesOf(new Uint8Array(await file.arrayBuffer()));
}

function askFile(file) {
  if (file) ask(() => textsOf(file));
}

async function codesIn(picture) {
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return (await detector.detect(picture)).map((code) => code.rawValue);
}

let stream = null;

function stopCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  element("video").hidden = true;
  element("camera").textContent = element("camera").dataset.start;
}

/** Looks until there is a code, or the camera is stopped. */
async function look() {
  if (!stream) return;
  const codes = await codesIn(element("video")).catch(() => []);
  if (!stream) return;
  if (!codes.length) {
    setTimeout(look, LOOK);
    return;
  }
  stopCamera();
  ask(async () => codes);
}

async function useCamera() {
  if (stream) {
    stopCamera();
    return;
  }
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    element("video").srcObject = stream;
    element("video").hidden = false;
    element("camera").textContent = element("camera").dataset.stop;
    await element("video").play();
    look();
  } catch {
    stopCamera();
    element("progress").textContent = element("progress").dataset.noCamera;
  }
}

async function canSee() {
  if (!("BarcodeDetector" in window)) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

/** The page to which codes lead is in the first language: the reader's own may be another. */
function chooseLanguage() {
  if (!("choosesLanguage" in page.dataset)) return false;
  const links = Array.from(languageLinks);
  const base = (tag) => tag.split("-")[0];
  const linkOf = (tag) => links.find((link) => link.hreflang === tag)
    ?? links.find((link) => base(link.hreflang) === base(tag));
  const preferred = navigator.languages.map(linkOf);
  const link = preferred.find(Boolean);
  if (!link || link.hreflang === language) return false;
  location.replace(link.href.split("#")[0] + location.hash);
  return true;
}

/**
 * Makes the links right. Servers show the page where codes lead at addresses with and without a
 * slash at the end, from which its links lead elsewhere.
 */
function correctLinks() {
  const way = page.dataset.root;
  if (!("choosesLanguage" in page.dataset) || !way) return;
  for (const link of document.querySelectorAll("a[href]")) {
    const path = link.getAttribute("href");
    if (path.startsWith(way)) link.href = new URL(path.slice(way.length), root);
  }
}

function start() {
  element("late").remove();
  element("camera").dataset.start = element("camera").textContent;
  element("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    ask(async () => [element("code").value]);
  });
  element("file").addEventListener("change", () => askFile(element("file").files[0]));
  element("photo").addEventListener("change", () => askFile(element("photo").files[0]));
  element("camera").addEventListener("click", useCamera);
  addEventListener("hashchange", askFragment);
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    const text = event.dataTransfer.getData("text");
    if (event.dataTransfer.files.length) askFile(event.dataTransfer.files[0]);
    else if (text) ask(async () => [text]);
  });
  canSee().then((sees) => {
    element("sight").hidden = !sees;
  });
  askFragment();
}

correctLinks();
if (!chooseLanguage()) start();
