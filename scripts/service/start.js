import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Of the user nobody, for what refuses to run as root. */
const NOBODY = 65534;
/** ms a service may take to be ready. */
const PATIENCE = 90_000;

/** Starts an installed service and waits until it answers. */
export async function start(name, { serve, init, ready, unprivileged, libraries: own }, root) {
  const folder = mkdtempSync(join(tmpdir(), `fauxmetry-${name}-`));
  const port = await freePort();
  const user = unprivileged && process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (user.uid) chownSync(folder, NOBODY, NOBODY);
  const libraries = librariesOf(root, own);
  const env = { ...process.env, HOME: folder, LD_LIBRARY_PATH: libraries };
  const place = { root, folder, port, second: await freePort(), libraries };
  const log = openSync(join(folder, "log"), "a");
  const options = { cwd: folder, env, stdio: ["ignore", log, log], ...user };
  for (const [command, ...args] of init?.(place) ?? []) execFileSync(command, args, options);
  const { command, url, stop } = serve(place);
  const child = spawn(command[0], command.slice(1), { ...options, detached: true });
  let ended;
  child.on("error", (error) => {
    ended = error.message;
  });
  child.on("exit", (code, signal) => {
    ended ??= `it ended with ${code ?? signal}`;
  });
  child.unref();
  const until = Date.now() + PATIENCE;
  while (!((await ready?.(place)) ?? (await answers(port)))) {
    if (ended || Date.now() > until) {
      const said = readFileSync(join(folder, "log"), "utf8").trim().split("\n").slice(-5).join("\n");
      throw new Error(`${ended ?? "it does not answer"} (see ${folder}/log)\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, port, pid: child.pid, folder, stop };
}

/** Where the loader finds what was unpacked, some of it in a folder of its own. */
function librariesOf(root, own) {
  const machine = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
  const folders = [`usr/lib/${machine}`, `lib/${machine}`, "usr/lib"].map((path) => join(root, path));
  const apart = own === undefined ? [] : folders.map((path) => join(path, own));
  return [...apart, ...folders, process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Whether something listens on a port. */
export function answers(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" });
    socket.on("connect", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("close", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
