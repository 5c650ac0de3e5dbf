// Stops a service while `live` writes to it, and starts it again with what it had.
import { spawn } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { fauxmetry, sleep } from "./rounds.js";
import { services } from "./stores.js";

/** ms that the service is gone, and that are left to catch up. */
const GONE = 4000;
const AFTER = 8000;

/** What an outage of each store is: the server ends and starts anew, or stands still where it would lose what it had. */
export const OUTAGES = { postgres: restart, mongodb: freeze };

/** `live` through an outage; throws where it has not told of one. */
export async function outage(name, { args }) {
  const { child, told, ended, crossed } = fauxmetry(args);
  await Promise.race([crossed, ended]);
  await OUTAGES[name](services()[name], name);
  await sleep(AFTER);
  child.kill("SIGTERM");
  const { code } = await ended;
  if (code !== 0) throw new Error(`live ended with ${code} after an outage: ${told.text}`);
  if (name === "postgres" && !told.text.includes("trying again")) throw new Error(`no outage was seen: ${told.text}`);
}

async function freeze({ pid }) {
  process.kill(-pid, "SIGSTOP");
  await sleep(GONE);
  process.kill(-pid, "SIGCONT");
}

async function restart(service, name) {
  const { pid, folder } = service;
  const about = (what) => readFileSync(`/proc/${pid}/${what}`, "utf8").split("\0").filter(Boolean);
  const [command, ...args] = about("cmdline");
  const env = Object.fromEntries(
    about("environ").map((text) => [text.split("=")[0], text.slice(text.indexOf("=") + 1)]),
  );
  const { uid, gid } = statSync(`/proc/${pid}`);
  process.kill(pid, "SIGINT");
  await sleep(GONE);
  const child = spawn(command, args, { cwd: folder, env, uid, gid, detached: true, stdio: "ignore" });
  child.unref();
  const state = new URL("../../.tools/services.json", import.meta.url);
  writeFileSync(state, `${JSON.stringify({ ...services(), [name]: { ...service, pid: child.pid } }, null, 2)}\n`);
}
