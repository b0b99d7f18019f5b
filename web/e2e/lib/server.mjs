// Starts the real server on a fresh data directory.
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { takePort } from "./port.mjs";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const startMs = 20_000;

/** Builds the server with the application in it, unless RUSTYGPT_BIN names one. */
export function build() {
  const given = process.env.RUSTYGPT_BIN;
  if (given) return given;
  const binary = join(repository, "bin", "rustygpt-e2e");
  execFileSync("go", ["build", "-o", binary, "./cmd/rustygpt"], { cwd: repository, stdio: "inherit" });
  return binary;
}

/**
 * Runs the server until stop is called. The port is kept over restart, which
 * ends the process the hard way when asked to.
 */
export async function startServer(binary, settings = []) {
  const data = await mkdtemp(join(tmpdir(), "rustygpt-e2e-"));
  const { port, free } = await takePort();
  const server = { url: `http://127.0.0.1:${port}`, data, token: "", log: [] };
  const set = settings.flatMap((setting) => ["--set", setting]);
  let child;

  const launch = async () => {
    child = spawn(
      binary,
      ["serve", "--host", "127.0.0.1", "--port", String(port), "--data-dir", data, ...set],
      {
        cwd: data,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        server.log.push(line);
        const token = /setup token: (\S+)/.exec(line);
        if (token) server.token = token[1];
      });
    }
    const ended = new Promise((_, reject) => {
      child.once("exit", (code) =>
        reject(new Error(`the server ended with ${code}:\n${server.log.join("\n")}`)),
      );
    });
    // Later on its end is awaited where it is wanted.
    ended.catch(() => undefined);
    await Promise.race([ready(server.url), ended]);
  };
  const end = (signal) =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", resolve);
      child.kill(signal);
    });

  server.kill = () => end("SIGKILL");
  server.launch = launch;
  server.stop = async () => {
    await end("SIGKILL");
    await rm(data, { recursive: true, force: true });
    free();
  };
  await launch();
  return server;
}

async function ready(url) {
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline) {
    try {
      if ((await fetch(`${url}/readyz`)).ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the server did not become ready");
}
