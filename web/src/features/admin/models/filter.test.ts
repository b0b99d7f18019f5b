import { describe, expect, it } from "vitest";
import { makeModel } from "@/testing/make";
import { everything, filterModels, providersOf } from "./filter";

const models = [
  makeModel("on"),
  makeModel("off", { enabled: false, available: false }),
  makeModel("missing", { provider_id: "p2", provider_name: "Beta", available: false }),
];
const ids = (filter: Partial<typeof everything>) =>
  filterModels(models, { ...everything, ...filter }).map((model) => model.id);

describe("filterModels", () => {
  it("shows everything at first", () => {
    expect(ids({})).toEqual(["on", "off", "missing"]);
  });

  it("tells what is switched off from what is not available", () => {
    expect(ids({ state: "enabled" })).toEqual(["on", "missing"]);
    expect(ids({ state: "disabled" })).toEqual(["off"]);
    expect(ids({ state: "unavailable" })).toEqual(["missing"]);
  });

  it("takes all conditions together", () => {
    expect(ids({ providerId: "p1", state: "enabled" })).toEqual(["on"]);
    expect(ids({ query: "beta" })).toEqual(["missing"]);
    expect(ids({ query: "beta", providerId: "p1" })).toEqual([]);
  });
});

describe("providersOf", () => {
  it("names each provider once", () => {
    expect(providersOf(models)).toEqual([
      { id: "p1", name: "Alpha" },
      { id: "p2", name: "Beta" },
    ]);
  });
});
