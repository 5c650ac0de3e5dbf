// Runs commands as whole processes and in-process stages.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A new folder in memory where there is such a thing: the disk is not what is measured. */
export const scratch = () => mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "fauxmetry-bench-"));

/** Seconds of wall clock and of processors, peak memory in MB and standard output of a whole process. */
export function time(command, args, options = {}) {
  const began = performance.now();
  const timed = existsSync("/usr/bin/time") ? ["/usr/bin/time", ["-f", "%M %U %S", command, ...args]] : [command, args];
  const done = spawnSync(timed[0], timed[1], { encoding: "utf8", maxBuffer: 1 << 28, ...options });
  const seconds = (performance.now() - began) / 1000;
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${done.stderr}`);
  const [kilobytes, user, system] =
    timed[0] === command ? [NaN, NaN, NaN] : done.stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { seconds, cpu: user + system, memory: kilobytes / 1024, stdout: done.stdout };
}

/**
 * Runs stages in turn, `rounds` times, so that drift of the machine meets all alike. A stage gives { rate, cores }; the
 * fastest of each counts: what else runs on a machine only ever slows down.
 */
export function interleave(rounds, stages) {
  const best = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, stage] of Object.entries(stages)) {
      const found = stage();
      if (!(best[name]?.rate >= found.rate)) best[name] = found;
    }
  }
  return best;
}

/** Calls per second of a function, after a warm-up. */
export function rate(call, { warmup = 0.2, seconds = 0.5 } = {}) {
  const run = (limit) => {
    let calls = 0;
    const began = performance.now();
    while (performance.now() - began < limit * 1000) {
      call();
      calls++;
    }
    return calls / ((performance.now() - began) / 1000);
  };
  run(warmup);
  return median([run(seconds), run(seconds), run(seconds)]);
}
