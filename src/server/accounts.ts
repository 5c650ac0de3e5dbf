import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { UsageError } from "../core/error.ts";

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;
const KEY = 32;
const SALT = 16;
/** How long a token is valid. */
const VALID = "7d";

const stored = z.strictObject({
  secret: z.string().regex(/^[0-9a-f]{64}$/),
  users: z.record(z.string(), z.strictObject({ salt: z.string(), hash: z.string() })),
});

/** Users who registered, and the tokens they are given. */
export interface Accounts {
  /** False where the name is taken. */
  register(name: string, password: string): Promise<boolean>;
  /** A token that expires; undefined where name or password are wrong. */
  login(name: string, password: string): Promise<string | undefined>;
  /** Whether a token was given here and is still valid. */
  accepts(token: string): Promise<boolean>;
}

/** Accounts in a file that only its owner can read: a secret that signs tokens, and names with salted scrypt hashes. */
export function openAccounts(path: string): Accounts {
  const { secret, users } = existsSync(path) ? read(path) : { secret: randomBytes(KEY).toString("hex"), users: {} };
  const all = new Map(Object.entries(users));
  const key = Buffer.from(secret, "hex");
  const save = (): void => {
    const text = JSON.stringify({ secret, users: Object.fromEntries(all) }, null, 2);
    writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  save();
  // as much work for a name that is not there as for one that is
  const nobody = { salt: randomBytes(SALT).toString("hex"), hash: randomBytes(KEY).toString("hex") };
  return {
    async register(name, password) {
      const salt = randomBytes(SALT);
      const hash = await derive(password, salt, KEY);
      if (all.has(name)) return false;
      all.set(name, { salt: salt.toString("hex"), hash: hash.toString("hex") });
      save();
      return true;
    },
    async login(name, password) {
      const { salt, hash } = all.get(name) ?? nobody;
      const found = await derive(password, Buffer.from(salt, "hex"), KEY);
      if (!timingSafeEqual(found, Buffer.from(hash, "hex")) || !all.has(name)) return undefined;
      return new SignJWT({})
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(name)
        .setIssuedAt()
        .setExpirationTime(VALID)
        .sign(key);
    },
    accepts: (token) =>
      jwtVerify(token, key, { algorithms: ["HS256"] }).then(
        ({ payload }) => all.has(payload.sub ?? ""),
        () => false,
      ),
  };
}

function read(path: string): z.output<typeof stored> {
  try {
    return stored.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new UsageError(`--accounts ${path}: this is no file of accounts; name another`, { cause: error });
  }
}
