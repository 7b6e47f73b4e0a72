#!/usr/bin/env node
// Runs the program from the package for this platform. Standard streams, the exit code, and signals
// pass through.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const name = `@peerpress/${process.platform}-${process.arch}`;
const program = process.platform === "win32" ? "peerpress.exe" : "peerpress";

function locate() {
  try {
    return fileURLToPath(import.meta.resolve(`${name}/bin/${program}`));
  } catch {
    const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url)));
    if (name in manifest.optionalDependencies) {
      console.error(`error: the package ${name} is not installed`);
      console.error("hint: install peerpress again with optional packages, or from its source");
    } else {
      console.error(`error: there is no package ${name}`);
      console.error("hint: install Peerpress from its source");
    }
    process.exit(2);
  }
}

const child = spawn(locate(), process.argv.slice(2), { stdio: "inherit" });
child.on("error", (error) => {
  console.error(`error: the program cannot be started: ${error.message}`);
  process.exit(2);
});

// A terminal sends Ctrl+C to both processes. A supervisor sends its signals only to this one.
const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
const forwarded = signals.filter((signal) => signal in constants.signals);
for (const signal of forwarded) {
  process.on(signal, () => child.kill(signal));
}
child.on("exit", (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  forwarded.forEach((it) => process.removeAllListeners(it));
  process.kill(process.pid, signal);
});
