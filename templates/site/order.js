// The form for printed copies. It makes an order to email, save, or print, in the browser: nothing
// is stored, and nothing is sent. `order-text.js` writes the order.

/** The most lines of an address, and the most letters of each. */
const ADDRESS = { lines: 5, letters: 80 };

/** The most items of an order. */
const MAX_ITEMS = 200;

const element = (id) => document.getElementById(id);
const page = element("order");
const language = document.documentElement.lang;

/** A phrase of the page, with values in place of its placeholders. */
function say(name, values = {}) {
  const key = `say${name.split("-").map((word) => word[0].toUpperCase() + word.slice(1)).join("")}`;
  return Object.entries(values).reduce(
    (text, [placeholder, value]) => text.replaceAll(`{${placeholder}}`, value),
    page.dataset[key],
  );
}

/** The phrases of the text of an email, by the fields of an order. */
function words() {
  const names = ["title", "name", "organization", "address", "email", "phone", "note", "keep"];
  const word = (name) => page.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];
  const phrases = Object.fromEntries(names.map((name) => [name, word(name)]));
  return { ...phrases, needed_by: page.dataset.wordNeededBy };
}

/** Text without characters that nobody sees, which pasted text may have. */
function visible(text) {
  return text.replace(/[\t\u2028\u2029]/g, " ")
    .replace(/(?!\n)[\p{Cc}\u200b\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffd]/gu, "")
    .split("\n").map((line) => line.trim()).join("\n").trim();
}

/** Today, where the reader is. */
function today() {
  const now = new Date();
  const digits = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${digits(now.getMonth() + 1)}-${digits(now.getDate())}`;
}

const written = (number) => new Intl.NumberFormat(localeOf(language)).format(number);

/** A number as people write it in any script, with or without marks between thousands. */
function readNumber(text) {
  const plain = text.trim().replace(/[٠-٩۰-۹]/g, (digit) => digit.codePointAt(0) & 15)
    .replace(/(\d)[\s.,٬'’](?=\d{3}(\D|$))/g, "$1");
  return /^\d+$/.test(plain) ? Number(plain) : null;
}

// The items

let count = 0;

const items = () => Array.from(element("items").children);
const part = (item, name) => item.querySelector(`[name=${name}]`);
const choiceOf = (item) => part(item, "piece").selectedOptions[0];

/** How many copies of the chosen piece can be ordered; null before one is chosen. */
function limitsOf(item) {
  const { min, max, step } = choiceOf(item).dataset;
  return min ? { min: Number(min), max: Number(max), step: Number(step) } : null;
}

/** Shows the languages and the limits of the piece that is chosen. */
function showChoice(item) {
  const known = choiceOf(item).dataset.languages?.split(" ");
  const languages = part(item, "language");
  for (const option of languages.options) {
    option.hidden = option.disabled = Boolean(known) && !known.includes(option.value);
  }
  if (languages.selectedOptions[0]?.disabled ?? true) {
    languages.value = known.includes(language) ? language : known[0];
  }
  const limits = limitsOf(item);
  const hint = limits ? say(limits.step > 1 ? "bundles" : "limits", {
    min: written(limits.min), max: written(limits.max), step: written(limits.step),
  }) : "";
  item.querySelector(".hint").textContent = hint;
}

/** Numbers the items. One alone cannot be removed. */
function number() {
  items().forEach((item, index) => {
    item.querySelector("legend").textContent = say("item", { n: written(index + 1) });
    item.querySelector(".drop").hidden = items().length === 1;
  });
  element("add").hidden = items().length >= MAX_ITEMS;
}

function addItem(piece = "") {
  count += 1;
  const item = element("item").content.cloneNode(true).firstElementChild;
  for (const control of item.querySelectorAll("select, input")) {
    const id = `${control.name}-${count}`;
    control.id = id;
    const around = control.parentElement;
    around.querySelector("label").htmlFor = id;
    const descriptions = Array.from(around.querySelectorAll(".fault, .hint"));
    for (const description of descriptions) description.id = `${id}-${description.className}`;
    control.setAttribute("aria-describedby", descriptions.map(({ id }) => id).join(" "));
  }
  const legend = item.querySelector("legend");
  const remove = item.querySelector("button");
  [legend.id, remove.id] = [`legend-${count}`, `remove-${count}`];
  remove.setAttribute("aria-labelledby", `${remove.id} ${legend.id}`);
  element("items").append(item);
  const languages = part(item, "language");
  languages.value = language;
  part(item, "piece").value = piece;
  if (!choiceOf(item)) part(item, "piece").value = "";
  part(item, "piece").addEventListener("change", () => showChoice(item));
  remove.addEventListener("click", () => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    number();
    next.querySelector("legend").focus();
  });
  showChoice(item);
  number();
  return item;
}

// What is wrong

const problems = [];

/** Shows what is wrong with a field beside it, or that nothing is. */
function mark(control, message) {
  const place = control.parentElement.querySelector(".fault");
  place.textContent = message;
  place.hidden = !message;
  if (message) {
    control.setAttribute("aria-invalid", "true");
    problems.push(control);
  } else {
    control.removeAttribute("aria-invalid");
  }
}

const lacking = (control) => (visible(control.value) ? "" : say("need"));

/** What is wrong with a number of copies. */
function wrongQuantity(text, limits) {
  if (!text.trim()) return say("need");
  const copies = readNumber(text);
  if (copies === null) return say("number");
  if (!limits) return "";
  const { min, max, step } = limits;
  if (copies < min) return say("at-least", { n: written(min) });
  if (copies > max) return say("at-most", { n: written(max) });
  const less = copies - (copies % step);
  if (less === copies) return "";
  return say("between", { less: written(less), more: written(less + step) });
}

/** The same test as that of `peerpress order`. */
function isEmail(text) {
  const [name, host, ...others] = text.split("@");
  const isName = (letters) => /^[\p{Alphabetic}\p{N}!#$%&'*+\-/=?^_`{|}~]+$/u.test(letters);
  const isLabel = (letters) => /^(?!-)[\p{Alphabetic}\p{N}-]+(?<!-)$/u.test(letters);
  return host !== undefined && !others.length && host.includes(".")
    && name.split(".").every(isName) && host.split(".").every(isLabel);
}

function checkItems() {
  const seen = new Set();
  for (const item of items()) {
    const piece = part(item, "piece");
    const pair = `${piece.value} ${part(item, "language").value}`;
    const isTwice = piece.value && seen.has(pair);
    seen.add(pair);
    mark(piece, isTwice ? say("twice") : lacking(piece));
    const quantity = part(item, "quantity");
    mark(quantity, wrongQuantity(quantity.value, limitsOf(item)));
  }
}

function addressLines() {
  return visible(element("address").value).split("\n").filter(Boolean);
}

/** Marks every field. Moves to the first that is wrong, if there is one. */
function check() {
  problems.length = 0;
  checkItems();
  mark(element("name"), lacking(element("name")));
  const lines = addressLines();
  const isLong = lines.length > ADDRESS.lines || lines.some((line) => line.length > ADDRESS.letters);
  mark(element("address"), isLong ? say("lines") : lacking(element("address")));
  const email = visible(element("email").value);
  mark(element("email"), email && !isEmail(email) ? say("email-wrong") : "");
  const day = element("needed_by");
  const isPast = day.value && day.value < today();
  mark(day, isPast ? say("passed") : day.validity.badInput ? say("day") : "");
  problems[0]?.focus();
  return problems.length === 0;
}

// The order

let id = newOrderId();

/** The order, in the order of fields that the documentation has. Empty fields are left out. */
function order() {
  const optional = (name) => visible(element(name).value) || undefined;
  return {
    format: "peerpress-order",
    version: 1,
    program: page.dataset.program,
    id,
    created: today(),
    language,
    name: optional("name"),
    organization: optional("organization"),
    email: optional("email"),
    phone: optional("phone"),
    address: addressLines(),
    needed_by: element("needed_by").value || undefined,
    note: optional("note"),
    items: items().map((item) => ({
      piece: part(item, "piece").value,
      language: part(item, "language").value,
      quantity: readNumber(part(item, "quantity").value),
    })),
  };
}

/** The title of a piece. */
function titleOf(piece) {
  const choices = element("item").content.querySelector("[name=piece]").options;
  return Array.from(choices).find((choice) => choice.value === piece).textContent;
}

let made = null;

function show() {
  made = order();
  const text = orderText(made, words(), titleOf);
  const code = orderCode(made);
  element("text").textContent = text.trimEnd();
  element("code").textContent = code;
  const subject = `${made.program}: ${page.dataset.wordTitle}`;
  const link = mailLink(page.dataset.to, subject, text + code);
  element("mail").href = link ?? mailLink(page.dataset.to, subject, "");
  element("long").hidden = link !== null;
  element("done").textContent = "";
  element("form").hidden = true;
  element("made").hidden = false;
  element("ready").focus();
}

async function copy() {
  const text = `${element("text").textContent}\n\n${element("code").textContent}`;
  try {
    await navigator.clipboard.writeText(text);
    element("done").textContent = say("copied", { email: page.dataset.to });
  } catch {
    getSelection().selectAllChildren(element("sheet"));
    element("done").textContent = say("not-copied");
  }
}

function save() {
  const { name, text } = orderFile(made);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  element("done").textContent = say("saved", { file: name, email: page.dataset.to });
}

/** Shows the form again, to change the order. */
function change() {
  element("made").hidden = true;
  element("form").hidden = false;
  items()[0].querySelector("legend").focus();
}

/** Shows an empty form for another order. */
function again() {
  id = newOrderId();
  element("form").reset();
  element("items").replaceChildren();
  for (const control of element("form").querySelectorAll("[aria-invalid]")) mark(control, "");
  addItem();
  change();
}

// What is typed goes with the reader to another language: in the fragment of the link, which no
// server sees

const FIELDS = ["name", "organization", "address", "email", "phone", "needed_by", "note"];

/** The start of a fragment with what is typed. A fragment without it is a piece. */
const TYPED = "typed=";

/** What is typed, as the fragment of a link. */
function fragment() {
  const fields = Object.fromEntries(FIELDS.map((name) => [name, element(name).value]));
  const names = ["piece", "language", "quantity"];
  const typed = items().map((item) => names.map((name) => part(item, name).value));
  return TYPED + encodeURIComponent(JSON.stringify({ id, fields, items: typed }));
}

function carry() {
  for (const link of document.querySelectorAll("nav.languages a")) link.hash = fragment();
}

/** Fills the form with what a fragment has. Returns whether it had something. */
function fill(letters) {
  let typed;
  try {
    typed = JSON.parse(decodeURIComponent(letters.slice(TYPED.length)));
    for (const name of FIELDS) element(name).value = String(typed.fields[name] ?? "");
    for (const [piece, language, quantity] of typed.items.slice(0, MAX_ITEMS)) {
      const item = addItem(String(piece));
      const languages = part(item, "language");
      const choice = Array.from(languages.options).find(({ value }) => value === language);
      if (choice && !choice.disabled) languages.value = language;
      part(item, "quantity").value = String(quantity);
    }
  } catch {
    // The link was cut: what it has is in the form.
  }
  if (/^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$/.test(typed?.id)) id = typed.id;
  return items().length > 0;
}

function start() {
  const letters = location.hash.slice(1);
  if (letters.startsWith(TYPED)) {
    // The address is not the place for it.
    history.replaceState(null, "", location.href.split("#")[0]);
    if (!fill(letters)) addItem();
  } else {
    addItem(letters);
  }
  carry();
  for (const event of ["input", "change", "click"]) page.addEventListener(event, carry);
  element("needed_by").min = today();
  element("form").hidden = false;
  element("form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (check()) show();
  });
  element("add").addEventListener("click", () => part(addItem(), "piece").focus());
  element("copy").addEventListener("click", copy);
  element("save").addEventListener("click", save);
  element("print").addEventListener("click", () => print());
  element("change").addEventListener("click", change);
  element("again").addEventListener("click", again);
}

start();
