import { createRequire } from "node:module";
import type { Faker } from "@faker-js/faker";
import { MissingError } from "../core/error.ts";
import { derive, type Key, seedKey, uniform } from "../core/random.ts";
import { suggest } from "../core/suggest.ts";
import type { Invent, Value } from "../core/tags/definition.ts";

/** The release that is used: another has other names, and the same seed would no longer mean the same values. */
const RELEASE = "10.6.0";
/** What "a year ago" is counted from. */
const NOW = "2024-01-01T00:00:00Z";
/** Values made to see of what type they are. */
const TRIED = 20;

/** What invents values with @faker-js/faker, loaded when a scenario asks for it. Each key draws from its own positions. */
export function createInvent(): Invent {
  const known = new Map<string, { faker: Faker; aim(key: Key): void }>();
  return (method, locale) => {
    const library = load();
    const locales = Object.keys(library.allLocales).filter((name) => name !== "base");
    if (!locales.includes(locale))
      return { at: "locale", fault: `there is no locale \`${locale}\``, suggestion: suggest(locale, locales) };
    const { faker, aim } = known.get(locale) ?? create(library, locale);
    known.set(locale, { faker, aim });
    const [module, name] = method.split(".");
    const methods = namesOf(faker);
    if (!methods.includes(method))
      return { at: "faker", fault: `there is no method \`${method}\``, suggestion: suggest(method, methods) };
    const call = (faker as any)[module][name] as () => unknown;
    const make = (key: Key): Value => {
      aim(key);
      return plainOf(call());
    };
    try {
      const trial = derive(seedKey(1), method);
      const types = new Set(Array.from({ length: TRIED }, (_, n) => typeOf(call, () => aim(derive(trial, `${n}`)))));
      const [type] = types;
      return {
        type: types.size === 1 ? type : "text",
        make: types.size === 1 ? make : (key) => String(make(key) ?? ""),
      };
    } catch (error) {
      return { at: "faker", fault: `\`${method}\` makes no single value: ${(error as Error).message}` };
    }
  };
}

type Library = typeof import("@faker-js/faker");

function load(): Library {
  const require = createRequire(import.meta.url);
  let version: string;
  try {
    ({ version } = require("@faker-js/faker/package.json"));
  } catch (error) {
    throw new MissingError(`invented names need a package: npm install @faker-js/faker@${RELEASE}`, { cause: error });
  }
  if (version !== RELEASE)
    throw new MissingError(
      `invented names are those of @faker-js/faker ${RELEASE}, found ${version}: npm install @faker-js/faker@${RELEASE}`,
    );
  return require("@faker-js/faker");
}

function create({ Faker, allLocales }: Library, locale: string): { faker: Faker; aim(key: Key): void } {
  let key: Key = { a: 0, b: 0 };
  let position = 0;
  const randomizer = { next: () => uniform(key, position++), seed: () => {} };
  const own = allLocales[locale as keyof typeof allLocales];
  const faker = new Faker({ locale: [own, allLocales.en, allLocales.base], randomizer });
  faker.setDefaultRefDate(NOW);
  return {
    faker,
    aim(next) {
      key = { a: next.a, b: next.b };
      position = 0;
    },
  };
}

/** All methods, as `person.fullName`. */
function namesOf(faker: Faker): string[] {
  return Object.entries(faker).flatMap(([module, own]) =>
    Object.keys(own ?? {}).flatMap((name) => (typeof (own as any)[name] === "function" ? [`${module}.${name}`] : [])),
  );
}

function plainOf(value: unknown): Value {
  if (value instanceof Date) return value.getTime();
  if (typeof value === "bigint") return String(value);
  return (value ?? null) as Value;
}

function typeOf(call: () => unknown, aim: () => void): "text" | "float" | "bool" | "time" {
  aim();
  const value = call();
  if (value instanceof Date) return "time";
  if (typeof value === "number") return "float";
  if (typeof value === "boolean") return "bool";
  if (value === undefined || value === null || typeof value === "string" || typeof value === "bigint") return "text";
  throw new Error(Array.isArray(value) ? "it is a list" : "it is an object");
}
