import { appendFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { makeFolder } from "../../engine/make-folder.ts";
import { type Affected, type Notification, timeText } from "../../rules/notification.ts";
import { defineChannel } from "./channel.ts";

export const log = defineChannel({
  type: "log",
  summary: "Appends a line for each series to a file.",
  options: z.strictObject({
    path: z
      .string()
      .min(1)
      .meta({ description: "The file.", examples: ["alerts.log"] }),
  }),
  example: { path: "alerts.log" },
  create:
    ({ path }) =>
    async (notification, _, { clock }) => {
      makeFolder(dirname(path));
      const now = new Date(clock.now()).toISOString().replace("Z", "+00:00");
      appendFileSync(path, notification.affected.map((one) => `${now} | ${lineOf(notification, one)}\n`).join(""));
    },
});

/** `ts=… | online=195 | pct=48.75 | baseline=63.50 | drop=23.23%`, as far as there are such things. */
function lineOf({ kind, rule, at, whole }: Notification, { names, value, baseline, change }: Affected): string {
  const shown = (one: number) =>
    whole === undefined ? [`value=${one}`] : [`online=${Math.round((one * whole) / 100)}`, `pct=${one.toFixed(2)}`];
  const parts = [
    `ts=${timeText(at)}`,
    ...(value === null ? [] : shown(value)),
    ...(baseline === undefined ? [] : [`baseline=${baseline.toFixed(2)}`]),
    ...(change === undefined || whole === undefined ? [] : [`drop=${(change * 100).toFixed(2)}%`]),
    ...(change === undefined || whole !== undefined ? [] : [`change=${change}`]),
    ...(rule === "online" ? [] : [`rule=${rule}`]),
    ...Object.entries(names).map(([name, text]) => `${name}=${text}`),
    ...(kind === "opened" ? [] : [kind]),
  ];
  return parts.join(" | ").replace(/[\r\n]/g, " ");
}
