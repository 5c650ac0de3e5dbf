import { z } from "zod";
import { scalar } from "./choice.ts";
import { defineTag, textOf, typeOf } from "./definition.ts";

/** A value told by what an id begins with. */
export const prefix = defineTag({
  type: "prefix",
  options: z.strictObject({
    prefix: z.record(z.string().min(1), scalar).meta({
      description: "What ids begin with, and the value that each stands for; the longest that fits counts.",
      examples: [{ AT: "ATM", PC: "PC" }],
    }),
    otherwise: scalar.optional().meta({ description: "For all other ids. Absent: they have none.", examples: ["PC"] }),
  }),
  create({ prefix: table, otherwise }, scope) {
    const cases = Object.entries(table).sort(([x], [y]) => y.length - x.length);
    if (cases.length === 0) return void scope.fail(["prefix"], "there is nothing to tell ids apart by");
    const found = [...cases.map(([, value]) => value), ...(otherwise === undefined ? [] : [otherwise])];
    const type = typeOf(found);
    const shown = (value: string | number | boolean) => (type.type === "text" ? textOf(type, value) : value);
    const rest = otherwise === undefined ? null : shown(otherwise);
    return {
      name: scope.name,
      ...type,
      nullable: rest === null || undefined,
      values: [...new Set(found.map(shown))],
      at: (entity) => {
        const id = scope.idOf(entity);
        const fits = cases.find(([start]) => id.startsWith(start));
        return fits ? shown(fits[1]) : rest;
      },
    };
  },
});
