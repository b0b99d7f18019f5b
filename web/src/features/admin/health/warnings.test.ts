import { beforeAll, describe, expect, it } from "vitest";
import type { AdminHealth } from "@/shared/api/types";
import { loadTexts } from "@/shared/i18n";
import { warningsOf } from "./warnings";

const well: AdminHealth = {
  version: "v1",
  started_at: "2026-03-01T12:00:00Z",
  disks: [
    { name: "data", path: "/data", free_bytes: 5_000_000_000, total_bytes: 9_000_000_000, level: "ample" },
    { name: "database", path: "/db", free_bytes: 5_000_000_000, total_bytes: 9_000_000_000, level: "ample" },
  ],
  database: { engine: "sqlite", bytes: 1 },
  logs: { path: "/data/logs", files: 1, bytes: 1 },
  sweeps: [],
  warnings: [],
};

type Code = AdminHealth["warnings"][number]["code"];
const warn = (...codes: Code[]) => codes.map((code) => ({ code, message: `${code} in the server's words` }));

describe("warningsOf", () => {
  beforeAll(() => loadTexts("admin"));

  it("has nothing to say of a server that is well", () => {
    expect(warningsOf(well)).toEqual([]);
  });

  it("says how much room is left where there is least", () => {
    const [data, database] = well.disks as [AdminHealth["disks"][number], AdminHealth["disks"][number]];
    const disks = [
      { ...data, free_bytes: 700_000_000, level: "low" as const },
      { ...database, free_bytes: 300_000_000, level: "low" as const },
    ];
    const told = warningsOf({ ...well, disks, warnings: warn("disk_low", "disk_low") });
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain("300 MB");
  });

  it("tells each thing that is the matter once", () => {
    const told = warningsOf({ ...well, warnings: warn("sweep_failing", "log_failing", "sweep_failing") });
    expect(told.map((warning) => warning.code)).toEqual(["sweep_failing", "log_failing"]);
  });

  it("passes on what a newer server says in its own words", () => {
    const told = warningsOf({ ...well, warnings: warn("of a newer server" as Code) });
    expect(told[0]?.text).toBe("of a newer server in the server's words");
  });
});
