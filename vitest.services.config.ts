import { defineConfig } from "vitest/config";

/** Tests against real components: `scripts/services up` starts them. */
export default defineConfig({
  test: {
    include: ["test/services/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // several stores share two processors with their servers
    fileParallelism: false,
    reporters: ["default"],
  },
});
