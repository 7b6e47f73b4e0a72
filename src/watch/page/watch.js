// The preview's page: asks for what is new, shows it without losing the place, and can be used by keys alone.

const at = (id) => document.getElementById(id);
const EDITIONS = { screen: "Screen", press: "Press", office: "Office", "large-print": "Large print" };
const NARROW = matchMedia("(max-width: 44rem)");

let run = document.querySelector("meta[name=run]").content;
let revision = 0;
let order = [];
let languages = [];
let program = "";
let facts = { findings: [], problem: null };
const sheets = new Map();
let asking = null;
let chosen = { edition: "screen", lang: "", subject: "" };

// The place in the address survives a reload: #screen/es/rack-card-overview
function readPlace() {
  const [edition, lang, ...subject] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (edition in EDITIONS) chosen = { edition, lang: lang ?? "", subject: subject.join("/") };
}

function keep() {
  const place = `#${chosen.edition}/${chosen.lang}/${chosen.subject}`;
  if (location.hash !== place) history.replaceState(null, "", place);
}

const keyOf = ({ edition, lang, subject }) => `${edition}/${subject}.${lang}`;
const current = () => sheets.get(keyOf(chosen));

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

// ---- asking for what is new

async function ask() {
  const query = new URLSearchParams({ run, after: revision, view: chosen.subject ? keyOf(chosen) : "" });
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
        sheets.clear();
      }
      take(state);
    } catch (error) {
      if (error.name === "AbortError") continue;
      say("bad", "Not connected");
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

// Another sheet is looked at: the program is told at once, so that it lays that one out first.
function askAgain() {
  asking?.abort();
}

function take(state) {
  revision = state.revision;
  for (const sheet of state.sheets) sheets.set(sheet.key, sheet);
  if (state.order) {
    ({ program, languages, order } = state);
    for (const key of sheets.keys()) if (!order.includes(key)) sheets.delete(key);
    facts = { findings: state.findings, problem: state.problem };
    at("program").textContent = program || "Peerpress";
  }
  settle();
  show(state);
}

// Chooses something that is there.
function settle() {
  if (!languages.includes(chosen.lang)) chosen.lang = languages[0] ?? "";
  if (!current()) {
    const known = order.map((key) => sheets.get(key)).filter(Boolean);
    const same = known.find((sheet) => sheet.subject === chosen.subject && sheet.edition === chosen.edition);
    const first = known.find((sheet) => sheet.edition === chosen.edition && sheet.lang === chosen.lang) ?? known[0];
    const other = same ?? first;
    if (other && !(NARROW.matches && !chosen.subject)) {
      chosen = { edition: other.edition, lang: other.lang, subject: other.subject };
      askAgain();
    }
  }
  keep();
}

// ---- showing

function show(state) {
  showChoices();
  showRail();
  showFacts();
  showPiece();
  const waiting = [...sheets.values()].filter((sheet) => sheet.state === "waiting" && sheet.edition === chosen.edition && sheet.lang === chosen.lang).length;
  const sheet = current();
  const errors = (sheet?.findings ?? []).filter((finding) => finding.error).length + facts.findings.filter((finding) => finding.error).length;
  if (facts.problem || errors) say("bad", errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : "Stopped");
  else if (waiting) say("busy", `${waiting} to lay out`);
  else if (state.revision) say("good", "Up to date");
}

function say(is, words) {
  const status = at("status");
  if (status.textContent !== words) status.textContent = words;
  status.dataset.is = is;
}

function showChoices() {
  const here = [...sheets.values()];
  const editions = Object.keys(EDITIONS).filter((name) => here.some((sheet) => sheet.edition === name));
  const has = (edition, lang) => sheets.has(keyOf({ ...chosen, edition, lang })) || !chosen.subject;
  radios("editions", "edition", editions.map((name) => [name, EDITIONS[name], has(name, chosen.lang)]), chosen.edition);
  const names = (lang) => new Intl.DisplayNames([lang], { type: "language", fallback: "code" }).of(lang) ?? lang;
  const shown = (lang) => { try { const name = names(lang); return name[0].toLocaleUpperCase(lang) + name.slice(1); } catch { return lang; } };
  radios("languages", "lang", languages.map((lang) => [lang, shown(lang), has(chosen.edition, lang)]), chosen.lang);
}

function radios(id, field, options, value) {
  const box = at(id);
  const made = JSON.stringify(options.map(([name]) => name));
  if (box.dataset.made !== made) {
    box.dataset.made = made;
    box.querySelectorAll("label").forEach((label) => label.remove());
    for (const [name, words] of options) {
      const input = make("input", { type: "radio", name: field, value: name });
      input.addEventListener("change", () => choose({ ...chosen, [field]: name }));
      box.append(make("label", field === "lang" ? { lang: name } : {}, input, make("span", {}, words)));
    }
    box.hidden = options.length < 2;
  }
  options.forEach(([name, , there]) => {
    const input = box.querySelector(`input[value="${CSS.escape(name)}"]`);
    input.checked = name === value;
    input.disabled = !there;
  });
}

function listed() {
  const wanted = at("filter").value.trim().toLocaleLowerCase();
  const rows = order.map((key) => sheets.get(key)).filter((sheet) => sheet && sheet.edition === chosen.edition && sheet.lang === chosen.lang);
  return rows.filter((sheet) => !wanted || `${sheet.heading} ${sheet.subject}`.toLocaleLowerCase().includes(wanted));
}

const rows = new Map();

function showRail() {
  const shown = listed();
  const list = at("pieces");
  const kept = new Set(shown.map((sheet) => sheet.subject));
  for (const [subject, row] of rows) {
    if (!kept.has(subject)) {
      row.remove();
      rows.delete(subject);
    }
  }
  shown.forEach((sheet, index) => {
    let row = rows.get(sheet.subject);
    if (!row) {
      row = make("li", {}, make("a", {}, make("div", { class: "thumb" }), make("div")));
      row.firstChild.addEventListener("click", (event) => {
        event.preventDefault();
        choose({ ...chosen, subject: sheet.subject }, true);
      });
      rows.set(sheet.subject, row);
    }
    fillRow(row.firstChild, sheet);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  at("nothing").hidden = shown.length > 0 || order.length === 0;
}

function fillRow(link, sheet) {
  const isHere = sheet.subject === chosen.subject;
  const stamp = JSON.stringify([sheet.key, sheet.drawn, sheet.state, sheet.findings.length, sheet.heading]);
  link.toggleAttribute("aria-current", isHere);
  if (isHere) link.setAttribute("aria-current", "page");
  if (link.dataset.stamp === stamp) return;
  link.dataset.stamp = stamp;
  link.href = `#${sheet.edition}/${sheet.lang}/${sheet.subject}`;
  const [thumb, words] = link.children;
  const page = sheet.pages[0];
  if (page) {
    const image = thumb.querySelector("img") ?? make("img", { alt: "", decoding: "async" });
    const scale = Math.min(68 / page.width, 84 / page.height);
    picture(image, sheet, 0, page.width * scale);
    if (!image.isConnected) thumb.replaceChildren(image);
  } else {
    thumb.replaceChildren(make("i"));
  }
  const errors = sheet.findings.filter((finding) => finding.error).length;
  const warnings = sheet.findings.length - errors;
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const mark = errors ? make("span", { class: "mark error" }, count(errors, "error")) : warnings ? make("span", { class: "mark warning" }, count(warnings, "warning")) : null;
  const name = make("span", { class: "name", lang: sheet.lang }, sheet.heading || sheet.subject);
  const sub = sheet.about ?? (sheet.pages.length ? count(sheet.pages.length, "page") : sheet.state === "waiting" ? "to lay out" : "no pages yet");
  words.replaceChildren(name, make("span", { class: "sub" }, sub), ...(mark ? [mark] : []));
}

// Puts a picture in place as crisp as the screen can show it, and only once it is there: nothing flickers.
function picture(image, sheet, page, width) {
  const pixels = Math.max(40, Math.round(width * (window.devicePixelRatio || 1)));
  const query = new URLSearchParams({ sheet: sheet.key, drawn: sheet.drawn, page, width: pixels, run });
  const source = `/picture?${query}`;
  if (image.dataset.source === source) return;
  image.dataset.source = source;
  image.width = Math.round(width);
  image.height = Math.round((width * sheet.pages[page].height) / sheet.pages[page].width);
  const next = new Image();
  next.src = source;
  next.decode().then(
    () => {
      if (image.dataset.source !== source) return;
      image.src = source;
      image.dataset.drawn = sheet.drawn;
    },
    // It is asked for again with the next change, or when the window changes.
    () => { if (image.dataset.source === source) image.dataset.source = ""; },
  );
}

function told(finding) {
  const place = finding.file ? finding.file + (finding.line ? `:${finding.line}${finding.column ? `:${finding.column}` : ""}` : "") : null;
  const hints = finding.hints.map((hint) => make("span", { class: "hint" }, hint));
  const message = make("span", {}, make("b", {}, finding.error ? "Error" : "Warning"), ` ${finding.message}`);
  return make("li", { class: finding.error ? "error" : "warning", "data-code": finding.code }, message, ...hints, place ? make("code", {}, place) : null);
}

function fill(list, findings) {
  const stamp = JSON.stringify(findings);
  if (list.dataset.stamp === stamp) return;
  list.dataset.stamp = stamp;
  list.replaceChildren(...findings.map(told));
}

function showFacts() {
  const box = at("facts");
  const stamp = JSON.stringify(facts);
  if (box.dataset.stamp === stamp) return;
  box.dataset.stamp = stamp;
  const errors = facts.findings.some((finding) => finding.error);
  box.hidden = !facts.problem && !facts.findings.length;
  const count = facts.findings.length;
  const list = make("ul", { class: "findings" }, ...facts.findings.map(told));
  const details = make("details", { open: errors }, make("summary", {}, `${count} ${count === 1 ? "finding" : "findings"} in the facts`), list);
  box.replaceChildren(...[facts.problem ? make("p", { class: "problem" }, facts.problem) : null, count ? details : null].filter(Boolean));
}

function showPiece() {
  const sheet = current();
  at("title").textContent = sheet?.heading ?? "";
  at("title").lang = sheet?.lang ?? "";
  document.title = sheet ? `${sheet.heading} · Peerpress preview` : "Peerpress preview";
  document.body.classList.toggle("reading", Boolean(sheet));
  const pages = at("pages");
  if (!sheet) {
    at("job").textContent = order.length ? "" : "There is nothing to show yet.";
    fill(at("about"), []);
    pages.replaceChildren();
    return;
  }
  const old = sheet.state === "broken" && sheet.pages.length ? ". The pages are the last good ones" : "";
  at("job").textContent = `${sheet.subject}, ${EDITIONS[sheet.edition].toLowerCase()}${old}`;
  const own = (finding) => finding.page !== null && finding.page < sheet.pages.length;
  fill(at("about"), sheet.findings.filter((finding) => !own(finding)));
  pages.classList.toggle("old", sheet.state === "broken");
  while (pages.children.length > sheet.pages.length) pages.lastChild.remove();
  sheet.pages.forEach((page, index) => {
    let box = pages.children[index];
    if (!box) {
      box = make("div", { class: "sheet" }, make("figure", {}, make("figcaption"), make("img", { decoding: "async" })), make("ul", { class: "findings" }));
      pages.append(box);
    }
    const [figure, list] = box.children;
    const side = page.side.replace(/^./, (letter) => letter.toUpperCase());
    const caption = `${side}, ${inches(page.width)} × ${inches(page.height)} in`;
    if (figure.firstChild.textContent !== caption) figure.firstChild.textContent = caption;
    figure.lastChild.alt = `${side} of ${sheet.heading}`;
    const beside = sheet.findings.filter((finding) => own(finding) && finding.page === index);
    fill(list, beside);
    picture(figure.lastChild, sheet, index, pageWidth(page, beside.length > 0));
    list.setAttribute("aria-label", `Findings on ${page.side}`);
  });
}

const inches = (points) => Number((points / 72).toFixed(2));

// At actual size, an inch is 96 pixels of CSS; else a page fits the window, with its findings beside it where there is room.
function pageWidth(page, hasFindings) {
  const actual = (page.width / 72) * 96;
  if (at("zoom").getAttribute("aria-pressed") === "true") return actual;
  const stage = at("stage");
  const style = getComputedStyle(stage);
  const beside = hasFindings && innerWidth > 960 ? 20 * 16 + 24 : 0;
  const room = stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - beside;
  if (NARROW.matches) return Math.min(room, actual * 1.5);
  const above = Math.min(at("pages").offsetTop - stage.offsetTop, 190);
  const tall = Math.max(420, stage.clientHeight - above - 64) * (page.width / page.height);
  return Math.max(160, Math.min(room, tall, actual * 1.5));
}

// ---- choosing

function choose(next, isPiece = false) {
  const isOther = next.subject !== chosen.subject;
  chosen = next;
  settle();
  askAgain();
  show({ revision });
  if (isOther) at("stage").scrollTop = 0;
  rows.get(chosen.subject)?.scrollIntoView({ block: "nearest" });
  if (isPiece && NARROW.matches) at("stage").focus();
}

function step(by, matches = () => true) {
  const shown = listed();
  if (!shown.length) return;
  const here = shown.findIndex((sheet) => sheet.subject === chosen.subject);
  for (let count = 1; count <= shown.length; count += 1) {
    const index = here + by * count;
    const sheet = matches.length ? shown[((index % shown.length) + shown.length) % shown.length] : shown[Math.min(shown.length - 1, Math.max(0, index))];
    if (matches(sheet)) return choose({ ...chosen, subject: sheet.subject }, true);
  }
}

// The page one reads is the last that begins in the upper part of the window.
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
  const there = options.filter((value) => sheets.has(keyOf({ ...chosen, [field]: value })));
  if (there.length > 1) choose({ ...chosen, [field]: there[(there.indexOf(chosen[field]) + 1) % there.length] });
}

function back() {
  if (at("filter").value) {
    at("filter").value = "";
    showRail();
  } else if (NARROW.matches) {
    chosen = { ...chosen, subject: "" };
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
  e: () => next("edition", Object.keys(EDITIONS)),
  l: () => next("lang", languages),
  n: () => step(1, (sheet) => sheet.findings.length > 0),
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
  if (!work) return;
  event.preventDefault();
  work();
});

at("filter").addEventListener("input", showRail);
at("filter").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && listed().length) choose({ ...chosen, subject: listed()[0].subject }, true);
});
at("help").addEventListener("click", () => at("keys").showModal());
at("back").addEventListener("click", back);
at("zoom").addEventListener("click", () => {
  const pressed = at("zoom").getAttribute("aria-pressed") !== "true";
  at("zoom").setAttribute("aria-pressed", pressed);
  document.body.classList.toggle("actual", pressed);
  showPiece();
});
addEventListener("hashchange", () => {
  readPlace();
  choose(chosen);
});
let resizing = 0;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => showPiece(), 80);
});

readPlace();
listen();
