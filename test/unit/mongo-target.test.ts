import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { mongoTarget } from "../../src/cli/mongo-target.ts";

const none = "/nowhere/.env";

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "fauxmetry-env-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, ".env"), text);
  return join(folder, ".env");
}

test.each([
  [{ MONGO_URI: "mongodb://h:1", DB: "d", COLLECTION: "c" }, "mongodb://h:1/d?collection=c"],
  [{ MONGO_URI: "mongodb://h/", DB: "d" }, "mongodb://h/d"],
  [{ MONGO_URI: "mongodb://u:p@h/own?w=1", COLLECTION: "c" }, "mongodb://u:p@h/own?w=1&collection=c"],
  [{ MONGO_URI: "mongodb+srv://h/own?w=1", DB: "d" }, "mongodb+srv://h/d?w=1"],
  [{ DB: "d" }, undefined],
])("%j", (environment, url) => expect(mongoTarget(environment, none)).toBe(url));

test("a file .env says what the environment does not", () => {
  const path = file("# mine\nexport MONGO_URI='mongodb://h'\nDB = \"usage\" \nCOLLECTION=logs # which\n");
  expect(mongoTarget({}, path)).toBe("mongodb://h/usage?collection=logs");
  expect(mongoTarget({ DB: "other" }, path)).toBe("mongodb://h/other?collection=logs");
});

test("what is missing or wrong is told", () => {
  expect(() => mongoTarget({ MONGO_URI: "mongodb://h" }, none)).toThrow("set DB as well");
  expect(() => mongoTarget({ MONGO_URI: "localhost" }, none)).toThrow("MONGO_URI is no URL");
});
