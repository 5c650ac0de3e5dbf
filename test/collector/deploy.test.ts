import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { createProgram } from "../../src/cli/program.ts";

const deploy = (path: string) => readFileSync(fileURLToPath(new URL(`../../deploy/${path}`, import.meta.url)), "utf8");
const collect = createProgram(() => {}).commands.find((command) => command.name() === "collect")!;
const flags = collect.options.map(({ long }) => long);

test("Kubernetes: every minute, one at a time, as nobody in particular", () => {
  const [claim, job] = parseAllDocuments(deploy("kubernetes/collect-cronjob.yaml")).map((one) => one.toJS());
  expect(job.spec).toMatchObject({ schedule: "* * * * *", timeZone: "Etc/UTC", concurrencyPolicy: "Forbid" });
  const { containers, volumes, restartPolicy } = job.spec.jobTemplate.spec.template.spec;
  expect([restartPolicy, volumes[0].persistentVolumeClaim.claimName]).toEqual(["Never", claim.metadata.name]);
  expect(containers[0].command.slice(0, 2)).toEqual(["fauxmetry", "collect"]);
});

test.each([
  "airflow/dags/segment_stats_ingestion.py",
  "systemd/fauxmetry-collect.service",
  "kubernetes/collect-cronjob.yaml",
])("%s names flags that there are", (path) => {
  const named = [...deploy(path).matchAll(/(?<=\s)--[a-z][a-z-]+/g)]
    .map(([flag]) => flag)
    .filter((flag) => flag !== "--now");
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((flag) => !flags.includes(flag))).toEqual([]);
});

test("the timer starts the service", () => {
  expect(readdirSync(fileURLToPath(new URL("../../deploy/systemd", import.meta.url)))).toContain(
    "fauxmetry-collect.service",
  );
  expect(deploy("systemd/fauxmetry-collect.timer")).toContain("Unit=fauxmetry-collect.service");
});
