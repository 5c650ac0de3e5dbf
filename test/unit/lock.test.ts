import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { PermanentError } from "../../src/core/error.ts";
import { lock } from "../../src/engine/lock.ts";

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fauxmetry-lock-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  path = join(directory, "x.lock");
});

test("a lock is held by one until it is released, and the refusal names who", () => {
  const release = lock(path);
  expect(() => lock(path)).toThrow(PermanentError);
  expect(() => lock(path)).toThrow(
    `this run is being written by process ${process.pid} on ${hostname()}; if that has ended, remove ${path}`,
  );
  release();
  expect(existsSync(path)).toBe(false);
  lock(path)();
  expect(readdirSync(directory)).toEqual([]);
});

test("that of a process of this machine which has ended is taken over", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(path, JSON.stringify({ pid, host: hostname(), started: "1" }));
  lock(path)();
  expect(readdirSync(directory)).toEqual([]);
});

test("that of an earlier process of the same number is taken over, where the system tells them apart", () => {
  lock(path);
  const holder = JSON.parse(readFileSync(path, "utf8"));
  if (holder.started === "unknown") return;
  writeFileSync(path, JSON.stringify({ ...holder, started: "0" }));
  lock(path)();
  expect(existsSync(path)).toBe(false);
});

test("nobody can tell whether a process of another machine, or none that can be read, has ended", () => {
  writeFileSync(path, JSON.stringify({ pid: 1, host: "elsewhere.example", started: "1" }));
  expect(() => lock(path)).toThrow(/process 1 on elsewhere\.example; if that has ended, remove/);
  writeFileSync(path, "");
  expect(() => lock(path)).toThrow(/by another process; if that has ended, remove/);
});

test.each([
  ["of another machine", JSON.stringify({ pid: 1, host: "elsewhere.example", started: "1" })],
  ["of nobody", ""],
])("with a lease, a lock %s is taken over once it has shown no sign of life for so long", (_, text) => {
  const minutes = (ago: number) => {
    const time = Date.now() / 1000 - 60 * ago;
    writeFileSync(path, text);
    utimesSync(path, time, time);
  };
  minutes(1);
  expect(() => lock(path, 120_000)).toThrow(PermanentError);
  minutes(10);
  expect(() => lock(path)).toThrow(PermanentError);
  lock(path, 120_000)();
  expect(readdirSync(directory)).toEqual([]);
});

test("a holder with a lease shows that it lives", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const release = lock(path, 120_000);
  utimesSync(path, 0, 0);
  vi.advanceTimersByTime(119_000);
  expect(statSync(path).mtimeMs).toBeGreaterThan(0);
  release();
  expect(vi.getTimerCount()).toBe(0);
});
