import { describe, expect, it } from "vitest";
import { makeProvider } from "@/testing/make";
import {
  carriedSecrets,
  draftOf,
  emptyDraft,
  faultsOf,
  newProviderFrom,
  type ProviderDraft,
  patchFrom,
  rowsFor,
  testFrom,
  withPreset,
  withRow,
} from "./draft";
import { presets } from "./presets";

const saved = makeProvider({ additional_header_names: ["X-One", "X-Two"] });
const good: ProviderDraft = { ...emptyDraft, name: "Alpha", base_url: "https://alpha.example/v1" };
const withHeaders = (...rows: [string, string][]): ProviderDraft => ({
  ...good,
  headers: rows.map(([name, value], key) => ({ key, name, value })),
});

describe("presets", () => {
  it("have addresses that can be saved", () => {
    for (const preset of presets) expect(faultsOf(withPreset(emptyDraft, preset))).toEqual({});
  });

  it("leave a name alone that somebody typed", () => {
    const [first = null, second = null] = presets;
    const draft = withPreset({ ...emptyDraft, name: "Mine", named: true }, first);
    expect(draft).toMatchObject({ name: "Mine", base_url: first?.baseUrl });
    expect(withPreset(withPreset(emptyDraft, first), second).name).toBe(second?.name);
    expect(withPreset(draft, null).base_url).toBe("");
  });
});

describe("what is wrong with a provider", () => {
  it("is nothing for a good one", () => {
    expect(faultsOf(good)).toEqual({});
    expect(faultsOf(draftOf(saved))).toEqual({});
  });

  it.each(["", "alpha.example", "ftp://alpha.example", "https://", "https://key@alpha.example"])(
    "is an address like %j",
    (base_url) => {
      expect(faultsOf({ ...good, base_url })).toHaveProperty("base_url");
    },
  );

  it("is a missing name", () => {
    expect(faultsOf({ ...good, name: " " })).toHaveProperty("name");
  });

  it("is said at the header that it is about", () => {
    const draft = withHeaders(["X-A", "1"], ["x-a", "2"], ["Cookie", "3"], ["b a d", "4"], ["X-B", ""]);
    expect(Object.keys(faultsOf(draft))).toEqual([
      "header.1.name",
      "header.2.name",
      "header.3.name",
      "header.4.value",
    ]);
  });

  it("is no row that was left empty", () => {
    expect(faultsOf(withHeaders(["", ""]))).toEqual({});
  });
});

describe("headers", () => {
  it("have rows that can be told apart", () => {
    const rows = withRow(rowsFor(["X-One", "X-Two"]));
    expect(rows.map((row) => row.name)).toEqual(["X-One", "X-Two", ""]);
    expect(new Set(rows.map((row) => row.key)).size).toBe(3);
  });
});

describe("what is sent", () => {
  it("leaves out what is empty", () => {
    expect(newProviderFrom(withHeaders(["", ""]))).toEqual({
      name: "Alpha",
      base_url: "https://alpha.example/v1",
    });
    expect(newProviderFrom({ ...withHeaders([" X-A ", " 1 "]), api_key: " sk " })).toEqual({
      name: "Alpha",
      base_url: "https://alpha.example/v1",
      api_key: "sk",
      additional_headers: { "X-A": "1" },
    });
  });

  it("keeps stored headers until they are replaced, and removes them when no row is left", () => {
    expect(patchFrom(draftOf(saved), saved)).not.toHaveProperty("additional_headers");
    expect(patchFrom({ ...draftOf(saved), headers: [] }, saved)).toMatchObject({ additional_headers: {} });
  });

  it("removes the key only when asked to", () => {
    expect(patchFrom(draftOf(saved), saved)).not.toHaveProperty("clear_api_key");
    expect(patchFrom({ ...draftOf(saved), clearKey: true }, saved)).toMatchObject({ clear_api_key: true });
  });

  it("has the saved provider lend what is not given in a test", () => {
    expect(testFrom(good, undefined)).not.toHaveProperty("provider_id");
    const kept = testFrom(draftOf(saved), saved);
    expect(kept).toMatchObject({ provider_id: "p1" });
    expect(kept).not.toHaveProperty("additional_headers");
  });

  it("tests without what is to be removed", () => {
    expect(testFrom({ ...draftOf(saved), headers: [] }, saved)).toMatchObject({ additional_headers: {} });
    expect(testFrom({ ...draftOf(saved), clearKey: true }, saved)).not.toHaveProperty("provider_id");
  });
});

describe("stored secrets", () => {
  const both = makeProvider({ has_api_key: true, additional_header_names: ["X-One"] });
  const at = (base_url: string, part: Partial<ProviderDraft> = {}) => ({
    ...draftOf(both),
    base_url,
    ...part,
  });

  it("stay where they are at the same origin", () => {
    expect(carriedSecrets(draftOf(both), both)).toBeNull();
    expect(carriedSecrets(at("https://ALPHA.example:443/v2"), both)).toBeNull();
  });

  it.each(["https://beta.example/v1", "http://alpha.example/v1", "https://alpha.example:8443/v1"])(
    "are carried to %s",
    (url) => {
      expect(carriedSecrets(at(url), both)).toBe("both");
    },
  );

  it("are not spoken of before the address is one", () => {
    for (const url of ["", "https://", "beta.example", "localhost:1234"]) {
      expect(carriedSecrets(at(url), both)).toBeNull();
    }
  });

  it("are not carried once they are replaced or removed", () => {
    const url = "https://beta.example/v1";
    expect(carriedSecrets(at(url, { api_key: "sk-new" }), both)).toBe("headers");
    expect(carriedSecrets(at(url, { headers: [] }), both)).toBe("key");
    expect(carriedSecrets(at(url, { headers: [], clearKey: true }), both)).toBeNull();
    const none = makeProvider({ has_api_key: false, additional_header_names: [] });
    expect(carriedSecrets({ ...draftOf(none), base_url: url }, none)).toBeNull();
  });
});
