import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // most wait for processes that they start: one less than the cores, as is usual, leaves half of two idle
    maxWorkers: "100%",
    include: ["test/**/*.test.ts"],
    exclude: ["test/services/**", "test/browser/**"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default"],
  },
});
