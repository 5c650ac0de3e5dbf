// Gets what a service needs and unpacks it in the cache, so that neither root nor the system's own folders are needed.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const CACHE = join(process.env.FAUXMETRY_CACHE ?? join(homedir(), ".cache", "fauxmetry-ci"), "services");

/** One download at a time: apt-get and Maven keep locks, and Go takes all processors. */
let turn = Promise.resolve();

/** Installs a service, unless the system or the cache has it; the folder it is in. */
export function install(name, { system, debian, maven, go, goFolder }) {
  const own = system?.();
  if (own) return own;
  const folder = join(CACHE, name);
  const done = join(folder, ".complete");
  const next = turn.then(async () => {
    if (existsSync(done)) return folder;
    mkdirSync(folder, { recursive: true });
    if (go) await buildProgram(["install", go], folder);
    else if (goFolder) await buildProgram(["build", "-C", goFolder, "-o", join(folder, "bin") + sep, "."], folder);
    else await (debian ? unpack(debian, folder) : fetchJars(maven, folder));
    writeFileSync(done, "");
    return folder;
  });
  turn = next.catch(() => {});
  return next;
}

/** Debian packages with what they depend on and the system has not. */
async function unpack(packages, folder) {
  if (!existsSync("/usr/bin/apt-get"))
    throw new Error("it is installed from Debian packages: use compose.yaml instead");
  const simulate = () => run("apt-get", ["install", "-s", "--no-install-recommends", ...packages]);
  const { stdout } = await simulate().catch(async (cause) => {
    if (process.getuid() !== 0)
      throw new Error(`apt-get does not know ${packages}: run apt-get update as root`, { cause });
    await run("apt-get", ["update"]);
    return simulate();
  });
  const names = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name);
  const debs = join(folder, "debs");
  mkdirSync(debs, { recursive: true });
  await run("apt-get", ["download", ...new Set([...packages, ...names])], { cwd: debs });
  for (const deb of readdirSync(debs)) await run("dpkg-deb", ["-x", join(debs, deb), folder]);
  rmSync(debs, { recursive: true });
}

/** Jars of a Maven project, in the folder jars. */
async function fetchJars(project, folder) {
  const out = `-DoutputDirectory=${join(folder, "jars")}`;
  await run("mvn", ["-q", "-B", "-f", project, "dependency:copy-dependencies", out]).catch((cause) => {
    throw new Error(`mvn could not get its jars (Java 17 and Maven are needed): ${cause.message}`, { cause });
  });
}

/** A program in Go, in the folder bin. */
async function buildProgram(args, folder) {
  const env = { ...process.env, GOBIN: join(folder, "bin") };
  await run("go", args, { env }).catch((cause) => {
    throw new Error(`go could not build it (Go is needed): ${cause.message}`, { cause });
  });
}
