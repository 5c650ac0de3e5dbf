// What a chart waits for: windows of ten years down to a minute of a scenario with 10,000 entities, in ms per answer.
//   node scripts/build.js && node bench/query.js
import { catalogs } from "../build/catalog.js";
import { compile } from "../build/engine/compile.js";
import { finish } from "../build/engine/query/finish.js";
import { queryWindow } from "../build/engine/query/window.js";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const SPANS = {
  "10 years": 3652 * DAY,
  "1 year": 365 * DAY,
  "60 days": 60 * DAY,
  "1 week": 7 * DAY,
  "1 day": DAY,
  "1 hour": 60 * MINUTE,
  "1 minute": MINUTE,
};
const END = Date.UTC(2024, 0, 1);

/** Scenarios as they are, with ten years before END. */
function scenarios() {
  const preset = (name, options) =>
    catalogs.presets[name].create(catalogs.presets[name].options.parse(options), undefined);
  const wide = (scenario) => ({
    ...scenario,
    origin: "2013-01-01",
    start: "2014-01-01",
    end: "2023-12-31",
    inventory: { ...scenario.inventory, count: 10_000 },
  });
  return {
    "smart-meter": wide(preset("smart-meter", {})),
    "smart-meter, field faults": wide(preset("smart-meter", { faults: "field" })),
    waveforms: wide(preset("waveforms", {})),
  };
}

const QUESTIONS = {
  "a metric": ({ metrics }) => ({ entities: Int32Array.of(4321), metrics: [metrics.length - 1] }),
  "a register": () => ({ entities: Int32Array.of(4321), metrics: [0] }),
  "all metrics, clean twin": ({ metrics }) => ({
    entities: Int32Array.of(4321),
    metrics: metrics.map((_, m) => m),
    clean: true,
  }),
  "a metric, LTTB": ({ metrics }) => ({ entities: Int32Array.of(4321), metrics: [metrics.length - 1], mode: "lttb" }),
  "10 entities": ({ metrics }) => ({ entities: { from: 100, to: 110 }, metrics: [metrics.length - 1] }),
  "mean of all": ({ metrics }) => ({
    entities: { from: 0, to: 10_000 },
    metrics: [metrics.length - 1],
    aggregate: "mean",
  }),
  "band of all": ({ metrics }) => ({
    entities: { from: 0, to: 10_000 },
    metrics: [metrics.length - 1],
    aggregate: "band",
  }),
};

for (const [name, scenario] of Object.entries(scenarios())) {
  const plan = compile(scenario, catalogs, { now: END });
  console.log(`\n${name}: ms per answer, first and best of 3 (* from a sample)`);
  console.log(["".padEnd(24), ...Object.keys(SPANS).map((span) => span.padStart(14))].join(""));
  for (const [what, of] of Object.entries(QUESTIONS)) {
    const cells = Object.values(SPANS).map((span) => {
      const from = plan.grid.tickAt(END - span - DAY);
      const query = { mode: "min-max", points: 1000, ...of(plan), from, to: plan.grid.tickAt(END - DAY) };
      const times = [];
      let answer;
      for (let i = 0; i < 3; i++) {
        const start = performance.now();
        answer = finish(queryWindow(plan, query));
        times.push(performance.now() - start);
      }
      const star = answer.lines.some(({ approximate }) => approximate) ? "*" : " ";
      return `${times[0].toFixed(0)} ${Math.min(...times).toFixed(0)}${star}`.padStart(14);
    });
    console.log([what.padEnd(24), ...cells].join(""));
  }
}
