// Shows only the pieces that match what the reader chooses. Without it, all are shown, and the form
// is not.
const form = document.getElementById("filters");
const cards = Array.from(document.querySelectorAll("#cards > li"));

function update() {
  const wanted = Array.from(form.querySelectorAll("select")).filter((choice) => choice.value);
  const matches = (card) =>
    wanted.every((choice) => card.dataset[choice.name].split(" ").includes(choice.value));
  for (const card of cards) card.hidden = !matches(card);
  const shown = cards.filter((card) => !card.hidden).length;
  document.getElementById("none").hidden = shown > 0;
  document.getElementById("count").textContent = form.dataset.shown
    .replace("{n}", shown)
    .replace("{total}", cards.length);
}

if (form) {
  form.addEventListener("change", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
}
