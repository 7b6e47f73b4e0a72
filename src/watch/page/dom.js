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

export function fill(list, findings) {
  const stamp = JSON.stringify(findings);
  if (list.dataset.stamp === stamp) return;
  list.dataset.stamp = stamp;
  list.replaceChildren(...findings.map(describe));
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
