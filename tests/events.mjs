// Compares the events of a website (JSON-LD) with the types of schema.org that others wrote:
// `events.mjs MODULES SITE…`, where MODULES is the folder of `typescript` and `schema-dts`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const [modules, ...sites] = process.argv.slice(2);
const start = '<script type="application/ld+json">';
const folder = mkdtempSync(path.join(modules, "..", "events-"));
const files = [];
for (const site of sites) {
  for (const name of readdirSync(site, { recursive: true })) {
    if (!name.endsWith(".html")) continue;
    const event = readFileSync(path.join(site, name), "utf8").split(start)[1]?.split("</script>")[0];
    if (event === undefined) continue;
    const file = path.join(folder, `${files.length}-${name.replace(/\W/g, "-")}.ts`);
    const code = `const event: WithContext<Event> = ${JSON.stringify(JSON.parse(event))};\n`;
    writeFileSync(file, `import type { Event, WithContext } from "schema-dts";\n${code}`);
    files.push(file);
  }
}
if (files.length === 0) throw new Error("no page has an event");
const options = ["--noEmit", "--strict", "--module", "esnext", "--moduleResolution", "bundler"];
const compiler = path.join(modules, "typescript", "bin", "tsc");
const { status } = spawnSync(process.execPath, [compiler, ...options, ...files], { stdio: "inherit" });
rmSync(folder, { recursive: true });
console.log(`${files.length} events, compared with schema.org`);
process.exit(status ?? 1);
