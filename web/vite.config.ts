import { defineConfig } from "vite";

/** The dashboard, built beside the compiled sources: `dist/web` is what the server sends. */
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    modulePreload: false,
    // inlined files would need a laxer content security policy
    assetsInlineLimit: 0,
    target: "es2022",
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // a server of the data to work against: fauxmetry serve
  server: { proxy: { "/v1": "http://127.0.0.1:8000", "/segment-stats": "http://127.0.0.1:8000" } },
});
