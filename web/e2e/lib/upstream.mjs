// Runs the model service that answers well or badly, as a model's name says.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { apiKey } from "./secrets.mjs";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** At an address of its own, unless it is to come back at one that it had. */
export async function startUpstream(addr = "127.0.0.1:0") {
  const child = spawn(
    "go",
    ["run", "./internal/provider/providertest/cmd/upstream", "-for", "20m", "-key", apiKey, "-addr", addr],
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
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    url,
    addr: new URL(url).host,
    key: apiKey,
    /** Brings the endless answers that are being written to their end. */
    enough: () => fetch(new URL("/enough", url), { method: "POST" }),
    /** Resolves when nobody listens at the address any more. */
    async stop() {
      process.kill(-child.pid, "SIGTERM");
      await ended;
      while (await answers(url)) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

function answers(url) {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** Makes the service a provider, with models by the names that people see. */
export async function connect(administrator, upstream, models) {
  const { id } = await administrator.post("/api/v1/admin/providers", {
    name: "Test bench",
    base_url: upstream.url,
    api_key: upstream.key,
  });
  for (const [display_name, upstream_id] of Object.entries(models))
    await administrator.post(`/api/v1/admin/providers/${id}/models`, { display_name, upstream_id });
}
