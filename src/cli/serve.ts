import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { catalogs } from "../catalog.ts";
import { ScenarioError, UsageError } from "../core/error.ts";
import { realClock, wallClock } from "../engine/pace.ts";
import { parseWith } from "../engine/zod-issues.ts";
import { openAccounts } from "../server/accounts.ts";
import { type Limits, limits } from "../server/config.ts";
import { createContext, type Hosted } from "../server/context.ts";
import { Refusal } from "../server/errors.ts";
import { shutDown } from "../server/shut-down.ts";
import type { ScenarioFlags } from "./flags.ts";
import { host } from "./host.ts";
import { onInterrupt } from "./interrupt.ts";
import { mongoTarget } from "./mongo-target.ts";
import { openServer } from "./open-server.ts";
import { counted } from "./quantity.ts";
import { readSetting } from "./set-value.ts";
import { note } from "./style.ts";

export interface ServeFlags extends ScenarioFlags {
  port: number;
  host: string;
  token?: string[];
  accounts?: string;
  origin?: string[];
  limit?: string[];
  to?: string[];
  live?: boolean;
  database?: string[];
  log: string;
}

/** Listens until it is told to stop, then ends what is open. */
export async function serveCommand(names: readonly string[], flags: ServeFlags): Promise<void> {
  const wanted = names.length > 0 ? names : Object.keys(catalogs.presets);
  const { scenarios, awaited } = await hostOrAwait(wanted, flags);
  const tokens = [...(flags.token ?? []), ...(process.env.FAUXMETRY_TOKENS ?? "").split(",")].filter((t) => t !== "");
  const targets = targetsOf(flags);
  const accounts = flags.accounts === undefined ? undefined : openAccounts(flags.accounts);
  const interrupt = onInterrupt();
  const context = createContext({
    catalogs,
    clock: realClock,
    config: { limits: limitsOf(flags.limit ?? []), tokens, accounts, origins: flags.origin ?? [], targets },
    scenarios,
    awaited,
    abort: interrupt.abort,
  });
  const { app, url } = await openServer(context, {
    host: flags.host,
    ports: [flags.port],
    log: flags.log,
    databases: flags.database ?? [],
  });
  note(`${url}: ${counted(scenarios.size, "scenario")}; ${url} shows them, ${url}/docs what can be asked`);
  if (!isLoopback(flags.host) && tokens.length === 0 && !accounts)
    note(`warning: ${flags.host} can be reached by others and no token is asked for: --token <token> asks for one`);
  if (flags.live) for (const run of context.runs.round("live")) note(`${run.id} keeps ${run.scenario} in ${run.to}`);
  await stopped(interrupt.abort);
  note("stopping: open streams end");
  await shutDown(app);
  interrupt.end();
}

/** Hosts scenarios now, or once the inventory file is there that they are to have. */
async function hostOrAwait(names: readonly string[], flags: ServeFlags) {
  const { inventory } = flags;
  if (inventory === undefined || existsSync(inventory)) return { scenarios: await host(names, flags, wallClock()) };
  if (flags.live) throw new UsageError(`--live needs its inventory: ${inventory} is not there yet`);
  note(`warning: ${inventory} is not there yet: its scenarios are served once it is`);
  const scenarios = new Map<string, Hosted>();
  const load = async () => {
    if (scenarios.size > 0) return;
    if (!existsSync(inventory)) throw new Refusal(500, `Dataset not found at ${inventory}. Generate data first.`);
    for (const [name, hosted] of await host(names, flags, wallClock())) scenarios.set(name, hosted);
  };
  return { scenarios, awaited: { load } };
}

/** Where runs may write: what --to says, or else the environment. */
function targetsOf({ to, live }: ServeFlags): string[] {
  const named = to ?? [mongoTarget(process.env) ?? []].flat();
  if (live && named.length === 0)
    throw new UsageError("--live into which store? --to mongodb://localhost/db, or MONGO_URI, DB and COLLECTION");
  if (named.includes("-")) throw new UsageError("--to -: a server writes to stores and files, not to standard output");
  return named;
}

function limitsOf(texts: readonly string[]): Limits {
  const given = texts.map((text) => readSetting(text, "--limit", "streams=100"));
  const input = Object.fromEntries(given.map(({ path, value }) => [path.join("."), value]));
  const { output, issues } = parseWith(limits, input, []);
  if (issues.length > 0)
    throw new ScenarioError(issues.map((issue) => ({ ...issue, path: ["--limit", ...issue.path] })));
  return output as Limits;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function stopped(abort: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (abort.aborted) resolve();
    abort.addEventListener("abort", () => resolve(), { once: true });
  });
}
