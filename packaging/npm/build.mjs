// Writes the folders of the npm packages, ready for `npm pack`:
//
//     node packaging/npm/build.mjs peerpress SHARE OUT
//     node packaging/npm/build.mjs PLATFORM SHARE OUT PROGRAM
//
// `peerpress` has the launcher and the manual pages, and depends on one package for each platform,
// such as `@peerpress/linux-x64`, of which npm installs the one that fits. SHARE is what
// `packaging/share.py` wrote.

import { chmodSync, copyFileSync, cpSync, mkdirSync } from "node:fs";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "win32-x64"];
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const [name, share, out, program] = process.argv.slice(2);
const cargo = readFileSync(join(ROOT, "Cargo.toml"), "utf8");
const field = (key) => cargo.match(new RegExp(`^${key} = "(.*)"$`, "m"))[1];
const version = field("version");
const common = {
  version,
  description: field("description"),
  license: "MIT AND OFL-1.1",
};

function writeManifest(folder, manifest) {
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

function writeLauncher(folder) {
  const man = readdirSync(join(share, "man/man1")).map((page) => `man/man1/${page}`);
  cpSync(join(share, "man"), join(folder, "man"), { recursive: true });
  cpSync(join(ROOT, "packaging/npm/peerpress.mjs"), join(folder, "bin/peerpress.mjs"));
  copyFileSync(join(ROOT, "LICENSE"), join(folder, "LICENSE"));
  copyFileSync(join(ROOT, "docs/install.md"), join(folder, "README.md"));
  writeManifest(folder, {
    name: "peerpress",
    ...common,
    type: "module",
    bin: { peerpress: "bin/peerpress.mjs" },
    man,
    engines: { node: ">=20.6" },
    optionalDependencies: Object.fromEntries(PLATFORMS.map((it) => [`@peerpress/${it}`, version])),
  });
}

function writePlatform(folder) {
  const [os, cpu] = name.split("-");
  const target = join(folder, "bin", basename(program));
  mkdirSync(join(folder, "bin"));
  copyFileSync(program, target);
  chmodSync(target, 0o755);
  cpSync(join(share, "doc/peerpress/licenses"), join(folder, "licenses"), { recursive: true });
  writeManifest(folder, {
    name: `@peerpress/${name}`,
    ...common,
    os: [os],
    cpu: [cpu],
    ...(os === "linux" && { libc: ["glibc"] }),
  });
}

if (name !== "peerpress" && !PLATFORMS.includes(name)) {
  throw new Error(`${name} is neither peerpress nor one of ${PLATFORMS.join(", ")}`);
}
const folder = join(out, name);
mkdirSync(folder, { recursive: true });
if (name === "peerpress") {
  writeLauncher(folder);
} else {
  writePlatform(folder);
}
