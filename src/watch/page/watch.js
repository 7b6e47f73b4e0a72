// The page of the preview. It asks the server for changes, shows them without losing the user's
// place, and works with the keyboard alone.

import {
  NARROW, at, fill, fillRow, inches, make, pageWidth, picture, radios, say, showFacts,
} from "/dom.js";
import { sayWebsite, showLink, showWebsite, takeWebsite } from "/website.js";

// The place, and the view, of the website.
const WEBSITE = "website";

// Where the browser keeps whether keys that are a single letter are used.
const LETTERS = "peerpress-letters";

let run = document.querySelector("meta[name=run]").content;
let revision = 0;
let order = [];
let languages = [];
// The titles of the editions by name, in order.
let editions = new Map();
let program = "";
let facts = { findings: [], problem: null };
const jobs = new Map();
let asking = null;
let chosen = { edition: "screen", lang: "", stem: "" };
// Whether the website is shown in place of what is chosen.
let isWebsite = false;

// The address keeps the place across a reload: #screen/es/rack-card-overview
function readPlace() {
  const [edition, lang, ...stem] = decodeURIComponent(location.hash.slice(1)).split("/");
  isWebsite = edition === WEBSITE;
  if (edition && !isWebsite) chosen = { edition, lang: lang ?? "", stem: stem.join("/") };
}

function keep() {
  const piece = `${chosen.edition}/${chosen.lang}/${chosen.stem}`;
  const place = `#${isWebsite ? WEBSITE : piece}`;
  if (location.hash !== place) history.replaceState(null, "", place);
}

const keyOf = ({ edition, lang, stem }) => `${edition}/${stem}.${lang}`;
const current = () => jobs.get(keyOf(chosen));

// ---- asking for changes

async function ask() {
  const query = new URLSearchParams({
    run,
    after: revision,
    view: isWebsite ? WEBSITE : chosen.stem ? keyOf(chosen) : "",
  });
  asking = new AbortController();
  const response = await fetch(`/state?${query}`, { signal: asking.signal, cache: "no-store" });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

async function listen() {
  for (;;) {
    try {
      const state = await ask();
      if (state.run !== run) {
        run = state.run;
        jobs.clear();
      }
      take(state);
    } catch (error) {
      if (error.name === "AbortError") continue;
      say("bad", "Not connected");
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

// Tells the server at once which job the user looks at, so that it is laid out first.
function askAgain() {
  asking?.abort();
}

function take(state) {
  revision = state.revision;
  for (const job of state.jobs) jobs.set(job.key, job);
  if (state.website) takeWebsite(state.website);
  if (state.order) {
    ({ program, languages, order } = state);
    editions = new Map(state.editions.map(({ name, title }) => [name, title]));
    for (const key of jobs.keys()) if (!order.includes(key)) jobs.delete(key);
    facts = { findings: state.findings, problem: state.problem };
    at("program").textContent = program || "Peerpress";
  }
  settle();
  show(state);
}

// Chooses a job that exists.
function settle() {
  if (!languages.includes(chosen.lang)) chosen.lang = languages[0] ?? "";
  if (!current()) {
    const known = order.map((key) => jobs.get(key)).filter(Boolean);
    const same = known.find((job) => job.stem === chosen.stem && job.edition === chosen.edition);
    const first =
      known.find((job) => job.edition === chosen.edition && job.lang === chosen.lang) ?? known[0];
    const other = same ?? first;
    if (other && !(NARROW.matches && !chosen.stem)) {
      chosen = { edition: other.edition, lang: other.lang, stem: other.stem };
      askAgain();
    }
  }
  keep();
}

// ---- showing

function show(state) {
  showChoices();
  showRail();
  showFacts(facts);
  showStage();
  if (isWebsite) return sayWebsite();
  const waiting = [...jobs.values()].filter(
    (job) => job.status === "waiting" && job.edition === chosen.edition && job.lang === chosen.lang,
  ).length;
  const job = current();
  const errors =
    (job?.findings ?? []).filter((finding) => finding.error).length +
    facts.findings.filter((finding) => finding.error).length;
  if (facts.problem || errors)
    say("bad", errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : "Stopped");
  else if (waiting) say("busy", `${waiting} to lay out`);
  else if (job?.status === "drawn") say("busy", "Checking the file");
  else if (state.revision) say("good", "Up to date");
}

function showChoices() {
  const here = [...jobs.values()];
  const used = [...editions].filter(([name]) => here.some((job) => job.edition === name));
  const has = (edition, lang) => jobs.has(keyOf({ ...chosen, edition, lang })) || !chosen.stem;
  radios(
    "editions",
    "edition",
    used.map(([name, title]) => [name, title, has(name, chosen.lang)]),
    chosen.edition,
    (edition) => choose({ ...chosen, edition }),
  );
  const names = (lang) =>
    new Intl.DisplayNames([lang], { type: "language", fallback: "code" }).of(lang) ?? lang;
  const shown = (lang) => {
    try {
      const name = names(lang);
      return name[0].toLocaleUpperCase(lang) + name.slice(1);
    } catch {
      return lang;
    }
  };
  radios(
    "languages",
    "lang",
    languages.map((lang) => [lang, shown(lang), has(chosen.edition, lang)]),
    chosen.lang,
    (lang) => choose({ ...chosen, lang }),
  );
}

function listed() {
  const wanted = at("filter").value.trim().toLocaleLowerCase();
  const rows = order
    .map((key) => jobs.get(key))
    .filter((job) => job && job.edition === chosen.edition && job.lang === chosen.lang);
  return rows.filter(
    (job) => !wanted || `${job.heading} ${job.stem}`.toLocaleLowerCase().includes(wanted),
  );
}

const rows = new Map();

function showRail() {
  const shown = listed();
  const list = at("pieces");
  const kept = new Set(shown.map((job) => job.stem));
  for (const [stem, row] of rows) {
    if (!kept.has(stem)) {
      row.remove();
      rows.delete(stem);
    }
  }
  shown.forEach((job, index) => {
    let row = rows.get(job.stem);
    if (!row) {
      row = make("li", {}, make("a", {}, make("div", { class: "thumb" }), make("div")));
      row.firstChild.addEventListener("click", (event) => {
        event.preventDefault();
        choose({ ...chosen, stem: job.stem }, true);
      });
      rows.set(job.stem, row);
    }
    fillRow(row.firstChild, job, job.stem === chosen.stem && !isWebsite, run);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  at("nothing").hidden = shown.length > 0 || order.length === 0;
}

function showStage() {
  document.body.classList.toggle("reading", isWebsite || Boolean(current()));
  document.body.classList.toggle("at-website", isWebsite);
  at("to-website").toggleAttribute("aria-current", isWebsite);
  if (isWebsite) at("to-website").setAttribute("aria-current", "page");
  if (isWebsite) {
    at("pages").replaceChildren();
    showWebsite(facts);
  } else {
    at("website").hidden = true;
    showPiece();
  }
}

function showPiece() {
  const job = current();
  at("title").textContent = job?.heading ?? "";
  at("title").lang = job?.lang ?? "";
  document.title = job ? `${job.heading} · Peerpress preview` : "Peerpress preview";
  const isImage = job?.file?.endsWith(".png");
  showLink(job?.file && `/file/${encodeURI(job.file)}`, isImage ? "Open the image" : "Open the PDF");
  const pages = at("pages");
  if (!job) {
    at("job").textContent = order.length ? "" : "There is nothing to show yet.";
    fill(at("about"), []);
    pages.replaceChildren();
    return;
  }
  const isOld = job.pages.length > 0 && ["outdated", "broken"].includes(job.status);
  const reason = job.status === "outdated" ? ". Outdated: this piece can no longer be made" : "";
  const old = isOld ? ". The pages are the last good ones" : "";
  at("job").textContent = `${job.stem}, ${editions.get(job.edition).toLowerCase()}${reason}${old}`;
  const own = (finding) => finding.page !== null && finding.page < job.pages.length;
  fill(
    at("about"),
    job.findings.filter((finding) => !own(finding)),
  );
  pages.classList.toggle("old", isOld);
  while (pages.children.length > job.pages.length) pages.lastChild.remove();
  job.pages.forEach((page, index) => {
    let box = pages.children[index];
    if (!box) {
      box = make(
        "div",
        { class: "page" },
        make("figure", {}, make("figcaption"), make("img", { decoding: "async" })),
        make("ul", { class: "findings" }),
      );
      pages.append(box);
    }
    const [figure, list] = box.children;
    const side = page.side.replace(/^./, (letter) => letter.toUpperCase());
    const caption = `${side}, ${inches(page.width)} × ${inches(page.height)} in`;
    if (figure.firstChild.textContent !== caption) figure.firstChild.textContent = caption;
    figure.lastChild.alt = `${side} of ${job.heading}`;
    const beside = job.findings.filter((finding) => own(finding) && finding.page === index);
    fill(list, beside);
    picture(figure.lastChild, job, index, pageWidth(page, beside.length > 0), run);
    list.setAttribute("aria-label", `Findings on ${page.side}`);
  });
}

// ---- choosing

function choose(next, isPiece = false) {
  const isOther = next.stem !== chosen.stem || isWebsite;
  isWebsite = false;
  chosen = next;
  settle();
  askAgain();
  show({ revision });
  if (isOther) at("stage").scrollTop = 0;
  rows.get(chosen.stem)?.scrollIntoView({ block: "nearest" });
  if (isPiece && NARROW.matches) at("stage").focus();
}

function chooseWebsite() {
  isWebsite = true;
  keep();
  askAgain();
  show({ revision });
  at("stage").scrollTop = 0;
  if (NARROW.matches) at("stage").focus();
}

function step(by, matches = () => true) {
  const shown = listed();
  if (!shown.length) return;
  const here = shown.findIndex((job) => job.stem === chosen.stem);
  for (let count = 1; count <= shown.length; count += 1) {
    const index = here + by * count;
    const job = matches.length
      ? shown[((index % shown.length) + shown.length) % shown.length]
      : shown[Math.min(shown.length - 1, Math.max(0, index))];
    if (matches(job)) return choose({ ...chosen, stem: job.stem }, true);
  }
}

// The current page is the last one that begins in the upper part of the window.
function turn(by) {
  const boxes = [...at("pages").children];
  const stage = at("stage");
  const line = stage.getBoundingClientRect().top + stage.clientHeight * 0.45;
  const here = boxes.findLastIndex((box) => box.getBoundingClientRect().top <= line);
  const there = Math.min(boxes.length - 1, Math.max(0, here + by));
  if (there <= 0) stage.scrollTop = 0;
  else boxes[there].scrollIntoView({ block: "start" });
}

function next(field, options) {
  const there = options.filter((value) => jobs.has(keyOf({ ...chosen, [field]: value })));
  if (there.length > 1)
    choose({ ...chosen, [field]: there[(there.indexOf(chosen[field]) + 1) % there.length] });
}

function back() {
  if (at("filter").value) {
    at("filter").value = "";
    showRail();
  } else if (NARROW.matches) {
    chosen = { ...chosen, stem: "" };
    isWebsite = false;
    keep();
    show({ revision });
    return;
  }
  at("filter").blur();
  at("stage").focus();
}

const keys = {
  ArrowUp: () => step(-1),
  ArrowDown: () => step(1),
  ArrowLeft: () => turn(-1),
  ArrowRight: () => turn(1),
  e: () => next("edition", [...editions.keys()]),
  l: () => next("lang", languages),
  n: () => step(1, (job) => job.findings.length > 0),
  w: chooseWebsite,
  z: () => at("zoom").click(),
  "/": () => at("filter").focus(),
  "?": () => at("keys").showModal(),
  Escape: back,
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || at("keys").open) return;
  const isTyping = event.target.matches?.("input[type=search]");
  const isChoosing = event.target.matches?.("input[type=radio]") && event.key.startsWith("Arrow");
  if (isChoosing || (isTyping && !["Escape", "ArrowUp", "ArrowDown"].includes(event.key))) return;
  const work = keys[event.key];
  // People who speak to their computer may press letters that they do not mean.
  if (!work || (event.key.length === 1 && !at("letters").checked)) return;
  event.preventDefault();
  work();
});

at("filter").addEventListener("input", showRail);
at("filter").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && listed().length) choose({ ...chosen, stem: listed()[0].stem }, true);
});
at("help").addEventListener("click", () => at("keys").showModal());
at("letters").checked = localStorage.getItem(LETTERS) !== "off";
at("letters").addEventListener("change", () => {
  localStorage.setItem(LETTERS, at("letters").checked ? "on" : "off");
});
at("back").addEventListener("click", back);
at("to-website").addEventListener("click", (event) => {
  event.preventDefault();
  chooseWebsite();
});
at("zoom").addEventListener("click", () => {
  const pressed = at("zoom").getAttribute("aria-pressed") !== "true";
  at("zoom").setAttribute("aria-pressed", pressed);
  document.body.classList.toggle("actual", pressed);
  showStage();
});
addEventListener("hashchange", () => {
  readPlace();
  if (isWebsite) chooseWebsite();
  else choose(chosen);
});
let resizing = 0;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(showStage, 80);
});

readPlace();
listen();
