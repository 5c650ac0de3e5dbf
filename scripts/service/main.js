// up: installs and starts services natively, each on a free port, with all that they write in a folder under the system's
// temporary one; without a name, all but those that come only when named. down: ends them and removes it. status: says
// which run. What runs stands in .tools/services.json.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { install } from "./install.js";
import { SERVICES } from "./kinds.js";
import { start } from "./start.js";

const STATE = fileURLToPath(new URL("../../.tools/services.json", import.meta.url));

const running = existsSync(STATE) ? JSON.parse(readFileSync(STATE, "utf8")) : {};

function save() {
  mkdirSync(new URL("../../.tools/", import.meta.url), { recursive: true });
  writeFileSync(STATE, `${JSON.stringify(running, null, 2)}\n`);
}

/** Whether a process is there, and still the one that was started. */
function alive({ pid, folder }) {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).includes(folder);
  } catch {
    return false;
  }
}

async function up(names) {
  const failed = [];
  await Promise.all(
    names.map(async (name) => {
      if (running[name] && alive(running[name])) return;
      try {
        running[name] = await start(name, SERVICES[name], await install(name, SERVICES[name]));
        save();
        console.log(`${name} runs: ${running[name].url}`);
      } catch (error) {
        failed.push(name);
        console.error(`${name} is missing: ${error.message}`);
      }
    }),
  );
  if (failed.length > 0 && process.env.CI) process.exitCode = 1;
}

function down(names) {
  for (const name of names) {
    const one = running[name];
    if (!one) continue;
    // what it wrote is thrown away: it need not be tidy
    if (alive(one)) {
      if (one.stop) spawnSync("sh", ["-c", one.stop], { timeout: 30_000, stdio: "inherit" });
      process.kill(-one.pid, "SIGKILL");
    }
    rmSync(one.folder, { recursive: true, force: true, maxRetries: 5 });
    delete running[name];
  }
  save();
}

function status(names) {
  for (const name of names) {
    const one = running[name];
    console.log(`${name}: ${!one ? "not started" : alive(one) ? one.url : `has ended; see ${one.folder}/log`}`);
  }
}

const [command, ...asked] = process.argv.slice(2);
const commands = { up, down, status };
const unknown = asked.filter((name) => !SERVICES[name]);
if (!commands[command] || unknown.length > 0) {
  console.error(`scripts/services up|down|status [name...]; names: ${Object.keys(SERVICES).join(", ")}`);
  process.exitCode = 2;
} else {
  const all = Object.keys(SERVICES).filter((name) => !SERVICES[name].named || running[name]);
  await commands[command](asked.length > 0 ? asked : all);
}
