// Runs the model service that answers well or badly, as a model's name says.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { apiKey } from "./secrets.mjs";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

export async function startUpstream() {
  const child = spawn(
    "go",
    ["run", "./internal/provider/providertest/cmd/upstream", "-for", "5m", "-key", apiKey],
    {
      cwd: repository,
      stdio: ["ignore", "pipe", "inherit"],
      // go run starts the program as a child of its own: end both.
      detached: true,
    },
  );
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(line.trim()));
    child.once("exit", () => reject(new Error("the upstream ended")));
  });
  return { url, key: apiKey, stop: () => process.kill(-child.pid, "SIGTERM") };
}
