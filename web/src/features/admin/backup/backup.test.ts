import { expect, it, test } from "vitest";
import type { RestoreReport } from "@/shared/api/types";
import { fileName } from "./download";
import { headOf, kindOf } from "./file-kind";
import { outcomeOf } from "./outcome";
import { passphraseFaults } from "./passphrase";

const report: RestoreReport = {
  at: "2026-03-01T12:00:00Z",
  restored: true,
  failure: null,
  backup_application: "RustyGPT",
  backup_version: "1.0.0",
  backup_created_at: "2026-02-28T12:00:00Z",
};

test("a backup is named after its moment, as the server names it", () => {
  const now = new Date("2026-03-01T09:05:07.123Z");
  expect(fileName(now, false)).toBe("rustygpt-backup-20260301-090507.zip");
  expect(fileName(now, true)).toBe("rustygpt-backup-20260301-090507.zip.age");
});

test("a new passphrase is typed twice", () => {
  expect(passphraseFaults("six words", "six words")).toEqual({});
  expect(passphraseFaults("", "")).toHaveProperty("passphrase");
  expect(passphraseFaults("six words", "six")).toHaveProperty("repeat");
  expect(passphraseFaults("ä".repeat(513), "ä".repeat(513))).toHaveProperty("passphrase");
});

it.each([
  [new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 255]), "plain"],
  [new TextEncoder().encode("age-encryption.org/v1\n-> scrypt"), "encrypted"],
  [new TextEncoder().encode("<html>"), null],
  [new Uint8Array(), null],
])("knows what a file is, %#", async (content, kind) => {
  expect(kindOf(await headOf(new Blob([content])))).toBe(kind);
});

it.each([
  ["the server still has its old data", 200, report, report.at, "waiting"],
  ["nothing was ever restored", 404, null, null, "waiting"],
  ["the server is away", 0, null, null, "waiting"],
  ["it is starting", 503, null, null, "waiting"],
  ["nobody is logged in any more", 401, null, null, "restored"],
  ["it went well, and the login still holds", 200, report, null, "restored"],
  ["it failed", 200, { ...report, restored: false, failure: "disk full" }, "2026-01-01T00:00:00Z", "failed"],
] as const)("%s", (_, status, last, since, state) => {
  expect(outcomeOf(status, last, since).state).toBe(state);
});
