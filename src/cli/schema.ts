import { catalogs } from "../catalog.ts";
import { jsonSchema } from "../engine/json-schema.ts";
import { printJson } from "./style.ts";

export function schema(): void {
  printJson(jsonSchema(catalogs));
}
