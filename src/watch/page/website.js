// The view of the website: its own pages, in a frame that keeps its place when they change.

import { at, fill, say } from "/dom.js";

// The page on which the website begins.
const START = "/site/";

let website = { made: 0, status: "waiting", findings: [], problem: null };

export function takeWebsite(state) {
  website = state;
}

// Shows the website in place of the pages of a piece. The findings in the facts are above it.
export function showWebsite(facts) {
  at("title").textContent = "Website";
  at("title").lang = "en";
  document.title = "Website · Peerpress preview";
  at("job").textContent = website.problem ?? "As `peerpress site --draft` writes it";
  const shown = new Set(facts.findings.map((finding) => JSON.stringify(finding)));
  fill(
    at("about"),
    website.findings.filter((finding) => !shown.has(JSON.stringify(finding))),
  );
  showLink(website.made ? START : null, "Open in a new tab");
  const frame = at("website");
  frame.hidden = !website.made;
  const made = String(website.made);
  if (!website.made || frame.dataset.made === made) return;
  const isFirst = !frame.dataset.made;
  frame.dataset.made = made;
  if (isFirst) frame.src = START;
  else frame.contentWindow.location.reload();
}

// Says how far the website is.
export function sayWebsite() {
  const errors = website.findings.filter((finding) => finding.error).length;
  if (website.status === "broken")
    say("bad", errors ? `${errors} ${errors === 1 ? "error" : "errors"}` : "Stopped");
  else if (website.status === "waiting") say("busy", "Making the website");
  else say("good", "Up to date");
}

// Shows the link to the file of what is viewed, if there is one.
export function showLink(address, words) {
  const link = at("file");
  link.hidden = !address;
  if (!address) return;
  link.href = address;
  link.textContent = words;
}
