// The parts of the page that do not depend on the state of the preview.

export const at = (id) => document.getElementById(id);
export const NARROW = matchMedia("(max-width: 44rem)");

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

export function radios(id, field, options, value, onChange) {
  const box = at(id);
  const made = JSON.stringify(options.map(([name]) => name));
  if (box.dataset.made !== made) {
    box.dataset.made = made;
    box.querySelectorAll("label").forEach((label) => label.remove());
    for (const [name, words] of options) {
      const input = make("input", { type: "radio", name: field, value: name });
      input.addEventListener("change", () => onChange(name));
      box.append(
        make("label", field === "lang" ? { lang: name } : {}, input, make("span", {}, words)),
      );
    }
    box.hidden = options.length < 2;
  }
  options.forEach(([name, , there]) => {
    const input = box.querySelector(`input[value="${CSS.escape(name)}"]`);
    input.checked = name === value;
    input.disabled = !there;
  });
}

// Shows a picture in the resolution of the screen, and only once it has loaded, so that nothing
// flickers.
export function picture(image, job, page, width, run) {
  const pixels = Math.max(40, Math.round(width * (window.devicePixelRatio || 1)));
  const query = new URLSearchParams({ job: job.key, drawn: job.drawn, page, width: pixels, run });
  const source = `/picture?${query}`;
  if (image.dataset.source === source) return;
  image.dataset.source = source;
  image.width = Math.round(width);
  image.height = Math.round((width * job.pages[page].height) / job.pages[page].width);
  const next = new Image();
  next.src = source;
  next.decode().then(
    () => {
      if (image.dataset.source !== source) return;
      image.src = source;
      image.dataset.drawn = job.drawn;
    },
    // The next change, or a change of the window, requests the picture again.
    () => {
      if (image.dataset.source === source) image.dataset.source = "";
    },
  );
}

export function describe(finding) {
  const place = finding.file
    ? finding.file +
      (finding.line ? `:${finding.line}${finding.column ? `:${finding.column}` : ""}` : "")
    : null;
  const hints = finding.hints.map((hint) => make("span", { class: "hint" }, hint));
  const message = make(
    "span",
    {},
    make("b", {}, finding.error ? "Error" : "Warning"),
    ` ${finding.message}`,
  );
  return make(
    "li",
    { class: finding.error ? "error" : "warning", "data-code": finding.code },
    message,
    ...hints,
    place ? make("code", {}, place) : null,
  );
}

// Fills the row of a piece in the list.
export function fillRow(link, job, isHere, run) {
  const stamp = JSON.stringify([job.key, job.drawn, job.status, job.findings.length, job.heading]);
  link.toggleAttribute("aria-current", isHere);
  if (isHere) link.setAttribute("aria-current", "page");
  if (link.dataset.stamp === stamp) return;
  link.dataset.stamp = stamp;
  link.href = `#${job.edition}/${job.lang}/${job.stem}`;
  const [thumb, words] = link.children;
  const page = job.pages[0];
  if (page) {
    const image = thumb.querySelector("img") ?? make("img", { alt: "", decoding: "async" });
    const scale = Math.min(68 / page.width, 84 / page.height);
    picture(image, job, 0, page.width * scale, run);
    if (!image.isConnected) thumb.replaceChildren(image);
  } else {
    thumb.replaceChildren(make("i"));
  }
  const errors = job.findings.filter((finding) => finding.error).length;
  const warnings = job.findings.length - errors;
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const mark = errors
    ? make("span", { class: "mark error" }, count(errors, "error"))
    : warnings || job.status === "outdated"
      ? make("span", { class: "mark warning" }, warnings ? count(warnings, "warning") : "outdated")
      : null;
  const name = make("span", { class: "name", lang: job.lang }, job.heading || job.stem);
  const sub =
    job.subject ??
    (job.pages.length
      ? count(job.pages.length, "page")
      : job.status === "waiting"
        ? "to lay out"
        : "no pages yet");
  words.replaceChildren(name, make("span", { class: "sub" }, sub), ...(mark ? [mark] : []));
}

export function fill(list, findings) {
  const stamp = JSON.stringify(findings);
  if (list.dataset.stamp === stamp) return;
  list.dataset.stamp = stamp;
  list.replaceChildren(...findings.map(describe));
}

// Shows what is wrong in the facts.
export function showFacts(facts) {
  const box = at("facts");
  const stamp = JSON.stringify(facts);
  if (box.dataset.stamp === stamp) return;
  box.dataset.stamp = stamp;
  const errors = facts.findings.some((finding) => finding.error);
  box.hidden = !facts.problem && !facts.findings.length;
  const count = facts.findings.length;
  const list = make("ul", { class: "findings" }, ...facts.findings.map(describe));
  const details = make(
    "details",
    { open: errors },
    make("summary", {}, `${count} ${count === 1 ? "finding" : "findings"} in the facts`),
    list,
  );
  box.replaceChildren(
    ...[
      facts.problem ? make("p", { class: "problem" }, facts.problem) : null,
      count ? details : null,
    ].filter(Boolean),
  );
}

export const inches = (points) => Number((points / 72).toFixed(2));

// At actual size, an inch is 96 CSS pixels. Otherwise a page fits the window, with its findings
// beside it where there is room.
export function pageWidth(page, hasFindings) {
  const actual = (page.width / 72) * 96;
  if (at("zoom").getAttribute("aria-pressed") === "true") return actual;
  const stage = at("stage");
  const style = getComputedStyle(stage);
  const beside = hasFindings && innerWidth > 960 ? 20 * 16 + 24 : 0;
  const room =
    stage.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - beside;
  if (NARROW.matches) return Math.min(room, actual * 1.5);
  const above = Math.min(at("pages").offsetTop - stage.offsetTop, 190);
  const tall = Math.max(420, stage.clientHeight - above - 64) * (page.width / page.height);
  return Math.max(160, Math.min(room, tall, actual * 1.5));
}

export function say(is, words) {
  const status = at("status");
  if (status.textContent !== words) status.textContent = words;
  status.dataset.is = is;
}
