// Checks that a signal to the launcher ends the program, and is what the launcher ends with:
//
//     node packaging/npm/signals.mjs COMMAND...
//
// The command must print something when it is ready, and run until a signal ends it.

import { spawn } from "node:child_process";
import { strict as assert } from "node:assert";
import { once } from "node:events";

const [command, ...args] = process.argv.slice(2);
for (const sent of ["SIGTERM", "SIGHUP"]) {
  const launcher = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  await once(launcher.stdout, "data");
  launcher.kill(sent);
  // The pipe closes when the launcher and the program have both ended.
  const [code, signal] = await once(launcher, "close");
  assert.deepEqual({ code, signal }, { code: null, signal: sent });
}
