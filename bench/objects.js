// Measures objects on their way into a bucket: making them alone, storing them alone with plain SDK code, and a run that
// does both at a time, into a store whose answers take a while. `node bench/objects.js [meters] [days]` after a build.
import { spawn } from "node:child_process";
import { readdirSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { interleave, scratch, time } from "./measure.js";

const [meters = 1000, days = 2] = process.argv.slice(2).map(Number);
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const main = at("../dist/cli/main.js");
const LATENCY = 40;
/** Requests at a time, of a thread and of the plain code; one thread makes, one core is left to the store. */
const REQUESTS = 24;
const ROUNDS = 3;

const store = spawn(process.execPath, [at("peers/far-store.js"), String(LATENCY)], {
  stdio: ["ignore", "pipe", "inherit"],
});
const port = await new Promise((resolve) => store.stdout.once("data", (text) => resolve(String(text).trim())));
const endpoint = `http://127.0.0.1:${port}`;
const folder = scratch();
const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};
const end = `2024-01-${String(days).padStart(2, "0")}`;
const job = [
  "run",
  "smart-meter",
  "--count",
  meters,
  "--interval",
  "1m",
  "--start",
  "2024-01-01",
  "--end",
  end,
  "-q",
].map(String);
let peak = 0;
const run = (to) => time(process.execPath, [main, ...job, "--force", "--workers", "1", "--to", to], { env });
const stage = (action) => () => {
  const { seconds, cpu, memory } = action();
  return { rate: 1 / seconds, seconds, cpu, memory };
};
const [load] = loadavg();
try {
  const best = interleave(ROUNDS, {
    make: stage(() => run(`${folder}/`)),
    store: stage(() =>
      time(process.execPath, [at("peers/sdk-upload.js"), endpoint, folder, String(REQUESTS)], { env }),
    ),
    both: stage(() => {
      const done = run(`s3://bench/?endpoint=${endpoint}&requests=${REQUESTS}`);
      peak = Math.max(peak, done.memory);
      return done;
    }),
  });
  const files = readdirSync(folder, { recursive: true }).filter(
    (name) => name.endsWith(".json") && !name.startsWith("."),
  );
  const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const { make, store: plain, both } = best;
  console.log(
    `${files.length} objects, ${Math.round(bytes / 1e6)} MB, answers after ${LATENCY} ms, ${REQUESTS} requests at a time`,
  );
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; load ${load.toFixed(1)} when it began`,
  );
  for (const [name, { seconds, cpu }] of Object.entries(best))
    console.log(
      `  ${name.padEnd(6)} ${seconds.toFixed(2)} s  ${Math.round(files.length / seconds)} objects/s  ${Math.round(bytes / 1e6 / seconds)} MB/s  ${cpu.toFixed(2)} s of processors`,
    );
  console.log(`  both / the longer of the two  ${(both.seconds / Math.max(make.seconds, plain.seconds)).toFixed(2)}`);
  // what does not depend on what else runs here
  console.log(`  the same, of processor time   ${(both.cpu / (make.cpu + plain.cpu)).toFixed(2)} of the sum`);
  console.log(`  peak memory                   ${Math.round(peak)} MB`);
} finally {
  store.kill();
  rmSync(folder, { recursive: true, force: true });
}
