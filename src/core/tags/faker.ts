import { z } from "zod";
import { defineTag } from "./definition.ts";

/** Invented names, addresses, words: whatever the package @faker-js/faker makes. */
export const faker = defineTag({
  type: "faker",
  options: z.strictObject({
    faker: z
      .string()
      .regex(/^[a-z]\w*\.[a-z]\w*$/i, "a module and a method, such as person.fullName")
      .meta({
        description: "A method of @faker-js/faker that needs no arguments; that package has to be installed.",
        examples: ["person.fullName", "location.streetAddress"],
      }),
    locale: z
      .string()
      .default("en")
      .meta({ description: "Whose names: a locale of that package.", examples: ["de", "en_GB"] }),
  }),
  create({ faker: method, locale }, scope) {
    const made = scope.invent(method, locale);
    if ("fault" in made) return void scope.fail([made.at], made.fault, made.suggestion);
    const { type, make } = made;
    return { name: scope.name, type, nullable: true, at: (entity) => make(scope.draw(entity)) };
  },
});
