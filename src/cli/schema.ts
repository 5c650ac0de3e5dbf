import { catalogs } from "../catalog.ts";
import { jsonSchema } from "../engine/json-schema.ts";
import { print } from "./style.ts";

export function schema(): void {
  print(JSON.stringify(jsonSchema(catalogs), null, 2));
}
