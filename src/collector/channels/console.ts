import { z } from "zod";
import { defineChannel } from "./channel.ts";

export const console = defineChannel({
  type: "console",
  summary: "Prints a line.",
  options: z.strictObject({}),
  example: {},
  create:
    (_, { print }) =>
    async (__, text) =>
      print(text),
});
