import { test } from "vitest";
import { fauxmetry } from "../cli/harness.ts";
import { supplierOut } from "../collector/fleet-day.ts";

// a process for each of 96 steps: some seconds each where others use the processors, too
test("a whole day of 4000 machines, collected and watched by the built program", async () => {
  await supplierOut(fauxmetry, 96);
}, 600_000);
