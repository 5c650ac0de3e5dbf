import { z } from "zod";
import { createIdentifier, identifierFields } from "../identifier.ts";
import { defineTag } from "./definition.ts";

/** Texts of which no two entities have the same. */
export const unique = defineTag({
  type: "unique",
  options: z.strictObject({
    unique: z
      .string()
      .min(1)
      .max(64)
      .meta({ description: "mac, uuid, ipv4, domain or a format as of ids.", examples: ["mac", "SN%08d"] }),
    ...identifierFields,
  }),
  create({ unique: format, space, order }, scope) {
    const fail = (message: string) => scope.fail(["unique"], message);
    const ids = createIdentifier({ format, space, order }, scope.size, scope.key, fail);
    return ids && { name: scope.name, type: "text", at: ids.of };
  },
});
