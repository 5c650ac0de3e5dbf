import { spawn } from "node:child_process";
import { type ScheduleOptions, schedule } from "../collector/schedule.ts";
import { sqlTime } from "../collector/snapshot.ts";
import { UsageError } from "../core/error.ts";
import { createZone } from "../core/zone.ts";
import { realClock } from "../engine/pace.ts";
import { onInterrupt } from "./interrupt.ts";
import { note } from "./style.ts";

export interface ScheduleFlags extends Omit<ScheduleOptions, "cron"> {
  quiet?: boolean;
}

/** Runs one of this program's commands by a cron expression; `{due}` in its arguments is the time it is due. */
export async function scheduleCommand(cron: string, command: string[], flags: ScheduleFlags): Promise<void> {
  if (!/^[\w.-]+$/.test(flags.name)) throw new UsageError("--name: expected letters, digits, _ . and -");
  if (command[0] === "schedule") throw new UsageError("a schedule of schedules never ends: name another command");
  createZone(flags.zone);
  const { abort, end } = onInterrupt();
  const say = flags.quiet ? () => {} : note;
  say(`every ${cron} (${flags.zone}): fauxmetry ${command.join(" ")}`);
  const run = async (due: number) => {
    const time = sqlTime(due);
    const code = await runCommand(
      command.map((word) => word.replaceAll("{due}", time)),
      abort,
    );
    say(`${time} UTC: ${code === 0 ? "done" : `ended with ${code}`}`);
    return code;
  };
  try {
    await schedule({ ...flags, cron }, run, { clock: realClock, abort });
    abort.throwIfAborted();
  } finally {
    end();
  }
}

/** Its exit code. It has a group of its own: what interrupts this process asks it to stop once, and waits for it. */
function runCommand(words: readonly string[], abort: AbortSignal): Promise<number> {
  const child = spawn(process.execPath, [process.argv[1], ...words], { stdio: "inherit", detached: true });
  const stop = () => child.kill("SIGTERM");
  abort.addEventListener("abort", stop, { once: true });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      abort.removeEventListener("abort", stop);
      resolve(code ?? 143);
    });
  });
}
