import { defineConfig } from "vitest/config";

/** Tests of the dashboard in a real Chromium, against a server in the same program; `npm run build` makes the pages. */
export default defineConfig({
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // a browser takes all of two processors
    fileParallelism: false,
    reporters: ["default"],
  },
});
