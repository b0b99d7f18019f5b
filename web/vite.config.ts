import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.RUSTYGPT_DEV_SERVER ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  // The server replaces the placeholder with a fresh nonce in every answer.
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    manifest: true,
    target: ["chrome111", "firefox115", "safari16.4"],
    // A data: URL would need an exception in the content security policy.
    assetsInlineLimit: 0,
    // dist/.gitkeep keeps the folder in the repository; public/ holds its copy.
    emptyOutDir: true,
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": server, "/openapi.json": server },
  },
});
