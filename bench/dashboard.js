// How long the dashboard takes to draw its first chart in Chromium, and what a database of snapshots of some GB costs:
// npm run build && node bench/dashboard.js [gigabytes]
// The database is made in the folder for temporary files, and removed afterwards.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { catalogs } from "../build/catalog.js";
import { openTimeseries } from "../build/collector/timeseries.js";
import { loadSqlite } from "../build/core/sqlite.js";
import { compile } from "../build/engine/compile.js";
import { createSegmentCounter } from "../build/server/fleet/segment-counter.js";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const gigabytes = Number(process.argv[2] ?? 5);
const VISITS = 9;
const QUARTER = 900;

/** The groups of one snapshot of a fleet: segment, dimensions and count. */
async function groupsOf() {
  const { options, create } = catalogs.presets["atm-fleet"];
  const plan = compile(create(options.parse({}), undefined), catalogs);
  const to = Date.UTC(2026, 5, 1, 12) / 1000;
  const counter = createSegmentCounter(plan, plan.segments);
  const { segments } = await counter({ window: { from: to - 3600, to }, minutes: 15 });
  return segments.flatMap(({ name, dimensions, rows }) =>
    rows.map((row) => [
      name,
      row.count,
      ...[0, 1, 2].flatMap((i) => [dimensions[i] ?? "", row.dimensions[dimensions[i]] ?? ""]),
    ]),
  );
}

/** A database as `collect` writes it, a snapshot every quarter of an hour, until it has the size. */
async function makeDatabase(path) {
  (await openTimeseries(path, 1000)).close();
  const db = (await loadSqlite())(path);
  db.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
  db.exec("CREATE TEMP TABLE groups (segment, count, n1, v1, n2, v2, n3, v3)");
  const add = db.prepare("INSERT INTO groups VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  for (const group of await groupsOf()) add.run(...group);
  let snapshots = 0;
  while (statSync(path).size < gigabytes * 1e9) {
    // a level that wanders by a tenth over a day; every 500th snapshot lacks a third
    db.prepare(
      `WITH RECURSIVE t(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM t WHERE i < ?)
       INSERT INTO segment_timeseries (ts, segment, count, dim1_name, dim1_value, dim2_name, dim2_value, dim3_name, dim3_value)
       SELECT datetime(1700000100 + i * ${QUARTER}, 'unixepoch'), segment,
         CAST(count * (0.9 + 0.1 * (abs(i % 96 - 48) / 48.0)) * (CASE WHEN i % 500 = 0 THEN 0.67 ELSE 1 END) AS INTEGER),
         n1, v1, n2, v2, n3, v3 FROM t CROSS JOIN groups ORDER BY 1, 2, 4, 5, 6, 7, 8, 9`,
    ).run(snapshots, snapshots + 499);
    snapshots += 500;
  }
  db.close();
  return snapshots;
}

async function serve(database) {
  const server = spawn(
    process.execPath,
    [
      here("../dist/cli/main.js"),
      "serve",
      here("../examples/waterworks.yaml"),
      "atm-fleet",
      "--database",
      database,
      "--port",
      "0",
      "--log",
      "warn",
      "--limit",
      "requests=1e9",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const url = await new Promise((resolve, reject) => {
    server.stderr.on("data", (text) => {
      const found = /(http:\S+?): \d+ scenario/.exec(String(text));
      if (found) resolve(found[1]);
    });
    server.on("exit", () => reject(new Error("the server did not start")));
  });
  return { url, stop: () => server.kill() };
}

/**
 * ms from the navigation to the first chart that is drawn, in a browser that has cached nothing, and how many of them the
 * page's own thread worked.
 */
async function firstChart(browser, url) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const inspector = await context.newCDPSession(page);
  await inspector.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.goto(url, { waitUntil: "commit" });
  const drawn = await page.waitForFunction(
    () => document.querySelector('[aria-busy="false"] .chart canvas') && performance.now(),
    undefined,
    { polling: "raf", timeout: 120_000 },
  );
  const ms = await drawn.jsonValue();
  const { metrics } = await inspector.send("Performance.getMetrics");
  const worked = 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
  await context.close();
  return { ms, worked };
}

/** ms of an answer, and the longest that others had to wait meanwhile. */
async function answer(url, path) {
  let waiting = 0;
  let done = false;
  const others = (async () => {
    while (!done) {
      const began = performance.now();
      await (await fetch(`${url}/healthz`)).text();
      waiting = Math.max(waiting, performance.now() - began);
    }
  })();
  const began = performance.now();
  const response = await fetch(url + path);
  const { length } = await response.text();
  const took = performance.now() - began;
  done = true;
  await others;
  return `${took.toFixed(0)} ms, ${(length / 1e6).toFixed(1)} MB; others wait at most ${waiting.toFixed(0)} ms (${response.status})`;
}

const folder = mkdtempSync(join(tmpdir(), "fauxmetry-dashboard-"));
try {
  const database = join(folder, "fleet.db");
  const snapshots = await makeDatabase(database);
  console.log(`${cpus()[0].model}, ${cpus().length} cores, load ${loadavg()[0].toFixed(1)}, Node ${process.version}`);
  console.log(`database: ${(statSync(database).size / 1e9).toFixed(2)} GB, ${snapshots} snapshots`);
  const server = await serve(database);
  const source = encodeURIComponent(database);
  try {
    for (const count of [96, 500])
      for (const which of ["first", "again"])
        console.log(
          `${count} snapshots of the database, ${which}: ${await answer(server.url, `/v1/fleet/history?source=${source}&snapshots=${count}`)}`,
        );
    const executablePath = process.env.FAUXMETRY_CHROMIUM ?? "/usr/bin/chromium";
    if (!existsSync(executablePath)) throw new Error("no Chromium: set FAUXMETRY_CHROMIUM to one");
    const browser = await chromium.launch({ executablePath, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
    const views = {
      "Explore, a month of a pump": "/explore?scenario=waterworks",
      "Explore, what the server shows first": "/",
      "Fleet, live from a scenario": "/fleet?source=atm-fleet",
      "Fleet, of the database": `/fleet?source=${source}`,
    };
    for (const [name, path] of Object.entries(views)) {
      const found = [];
      for (let visit = 0; visit < VISITS; visit++) found.push(await firstChart(browser, server.url + path));
      const [fastest, middle] = [0, VISITS >> 1].map((i) => found.sort((x, y) => x.ms - y.ms)[i].ms.toFixed(0));
      const worked = Math.min(...found.map((one) => one.worked)).toFixed(0);
      console.log(
        `${name}: first chart after ${fastest} ms, the fastest of ${VISITS}; median ${middle} ms; ${worked} ms of work`,
      );
    }
    await browser.close();
  } finally {
    server.stop();
  }
} finally {
  rmSync(folder, { recursive: true });
}
