import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AuditAction, AuditEntry } from "@/shared/api/types";
import { loadTexts } from "@/shared/i18n";
import { actionText, actorText, codeText, factText, fieldText, groups, valueText } from "./words";

/** The actions of the API, as they were generated from it. */
const actions = /action: ((?:"[\w.]+"(?: \| )?)+);/
  .exec(readFileSync(join(__dirname, "../../../shared/api/schema.gen.ts"), "utf8"))?.[1]
  ?.split(" | ")
  .map((quoted) => quoted.slice(1, -1)) as AuditAction[];

const languages = import.meta.glob<Record<string, string>>("@/shared/i18n/locales/*/admin.json", {
  eager: true,
  import: "default",
});

const entry: AuditEntry = {
  id: "0190c1de-0000-7000-8000-00000000000b",
  at: "2026-03-01T12:00:00Z",
  origin: "request",
  actor: { id: "0190c1de-0000-7000-8000-00000000000c", username: "ada" },
  action: "user.update",
  target: { type: "user", id: "0190c1de-0000-7000-8000-00000000000d", name: "gus" },
  address: "192.0.2.1",
  user_agent: "",
  request_id: "r",
  outcome: "ok",
  details: { changes: [], facts: {}, code: null },
};

describe("the words of the audit log", () => {
  it("tell every action of the API, in every language", () => {
    expect(actions.length).toBeGreaterThan(20);
    expect(Object.keys(languages)).toHaveLength(4);
    for (const [file, texts] of Object.entries(languages)) {
      for (const action of actions) expect(texts, file).toHaveProperty([`audit.action.${action}`]);
      for (const group of Object.keys(groups)) expect(texts, file).toHaveProperty([`audit.group.${group}`]);
    }
  });

  it("name whom an action is about, and do without where they have to", async () => {
    await loadTexts("admin");
    expect(actionText(entry)).toContain("gus");
    expect(actionText({ ...entry, target: null })).toContain("…");
    expect(actionText({ ...entry, action: "auth.login_failed", target: null })).toContain(
      "an unknown account",
    );
    const unknown = { ...entry, action: "moon.landing" as AuditAction };
    expect(actionText(unknown)).toBe("moon.landing");
    expect(fieldText("flight_level")).toBe("flight level");
    expect(codeText("teapot")).toBe("teapot");
  });

  it("say who it was when nobody was signed in", () => {
    expect(actorText(entry)).toBe("ada");
    expect(actorText({ ...entry, actor: null, origin: "command_line" })).toBe("Command line");
    expect(actorText({ ...entry, actor: null, action: "setup.complete" })).toBe("First-run setup");
  });

  it("have values of every kind", () => {
    const values = [null, true, 0.25, ["10.0.0.0/8", "::1"], "user"];
    expect(values.map((value) => valueText(value))).toEqual([
      "none",
      "yes",
      "0.25",
      "10.0.0.0/8, ::1",
      "user",
    ]);
    expect(valueText("admin", "role")).toBe("Administrator");
    expect(factText("true")).toBe("yes");
    expect(factText("2026-03-01T12:00:00Z")).toContain("2026");
    expect(factText("2026-03-01T12:00:00Z")).not.toContain("T12");
  });
});
