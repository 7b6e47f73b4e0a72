// Shows only the pieces that match what the reader chooses. Without it, all are shown, and the form
// is not. A long list is on several pages; the pieces of the other pages come from scripts, so that
// this works from a folder, too. The choices are in the address, for links to other languages.
const form = document.getElementById("filters");
const list = document.getElementById("cards");

/** The cards of each part of the list, by its number. */
const parts = new Map();

/** What the scripts of other parts call. */
function addCards(part, html) {
  const holder = document.createElement("ul");
  holder.innerHTML = html;
  parts.set(part, Array.from(holder.children));
}

function load(part) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `index-${part}.js`;
    script.onload = script.onerror = resolve;
    document.head.append(script);
  });
}

let loaded = null;

/** Adds the cards of the other parts to the page. */
function loadAll() {
  const others = list.dataset.others.split(" ").filter(Boolean);
  loaded ??= Promise.all(others.map(load)).then(() => {
    const numbers = Array.from(parts.keys()).sort((one, other) => one - other);
    list.append(...numbers.flatMap((number) => parts.get(number)));
  });
  return loaded;
}

const choices = () => Array.from(form.querySelectorAll("select"));

function show() {
  const wanted = choices().filter((choice) => choice.value);
  const matches = (card) =>
    wanted.every((choice) => card.dataset[choice.name].split(" ").includes(choice.value));
  const own = Number(list.dataset.part);
  let shown = 0;
  for (const [part, cards] of parts) {
    for (const card of cards) {
      card.hidden = wanted.length ? !matches(card) : part !== own;
      shown += card.hidden ? 0 : 1;
    }
  }
  document.getElementById("none").hidden = shown > 0;
  document.getElementById("count").textContent = form.dataset.shown
    .replace("{n}", shown)
    .replace("{total}", form.dataset.total);
  const links = document.getElementById("parts");
  if (links) links.hidden = wanted.length > 0;
}

/** Gives the choices to links to other languages. */
function carry() {
  const wanted = choices().filter((choice) => choice.value);
  const hash = new URLSearchParams(wanted.map(({ name, value }) => [name, value])).toString();
  for (const link of document.querySelectorAll("nav.languages a")) link.hash = hash;
  return hash;
}

async function update() {
  if (choices().some((choice) => choice.value)) await loadAll();
  show();
}

/** Chooses what the address says. */
function readAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  // Links within the page have a fragment too.
  const isOurs = choices().some((choice) => wanted.has(choice.name));
  for (const choice of isOurs ? choices() : []) {
    choice.value = wanted.get(choice.name) ?? "";
    if (choice.selectedIndex < 0) choice.value = "";
  }
  carry();
  return update();
}

if (form) {
  parts.set(Number(list.dataset.part), Array.from(list.children));
  form.addEventListener("change", () => {
    history.replaceState(null, "", `#${carry()}`);
    update();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", readAddress);
  readAddress();
}
