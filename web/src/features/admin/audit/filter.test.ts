import { describe, expect, it } from "vitest";
import { everything, exportAddress, queryOf } from "./filter";

describe("the filter of the audit log", () => {
  it("asks for everything by asking for nothing", () => {
    expect(queryOf(everything)).toEqual({});
    expect(exportAddress(everything, "csv")).toBe("/api/v1/admin/audit/export?format=csv");
  });

  it("takes whole days of whoever looks, the last one included", () => {
    const query = queryOf({ ...everything, since: "2026-02-27", until: "2026-02-28" });
    expect(query.since).toBe(new Date(2026, 1, 27).toISOString());
    expect(query.until).toBe(new Date(2026, 2, 1).toISOString());
  });

  it("passes names on as they are", () => {
    const address = exportAddress({ ...everything, actor: "ada & eve", group: "user" }, "jsonl");
    expect(Object.fromEntries(new URL(address, "http://x").searchParams)).toEqual({
      format: "jsonl",
      actor: "ada & eve",
      action: "user",
    });
  });
});
