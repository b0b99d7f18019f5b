import { expect, test } from "vitest";
import type { ServerSettings } from "@/shared/api/types";
import { changesOf, draftOf, faultsOf } from "./draft";

const saved: ServerSettings = {
  public_url: "https://chat.example.org",
  trusted_proxies: ["10.0.0.0/8"],
  data_dir: "/var/lib/rustygpt",
  startup_supported: false,
  start_at_login: false,
  lmstudio_cli_path: null,
};

test("what was not touched is not sent", () => {
  expect(changesOf(draftOf(saved), saved)).toEqual({});
});

test("spaces, blank lines and the slash at the end are no change", () => {
  const draft = {
    publicUrl: " https://chat.example.org/ ",
    proxies: [
      { key: 0, text: "10.0.0.0/8 " },
      { key: 1, text: " " },
    ],
    lmstudioPath: " ",
  };
  expect(changesOf(draft, saved)).toEqual({});
});

test("what was emptied is sent as empty", () => {
  const draft = { publicUrl: "", proxies: [], lmstudioPath: "" };
  expect(changesOf(draft, saved)).toEqual({ public_url: "", trusted_proxies: [] });
});

test("a wrong line is named", () => {
  const faults = faultsOf({
    publicUrl: "",
    proxies: [
      { key: 3, text: "10.0.0.1" },
      { key: 7, text: "proxy.example.org" },
    ],
    lmstudioPath: "",
  });
  expect(Object.keys(faults)).toEqual(["proxy.7"]);
});

test("more proxies than the server keeps are too many", () => {
  const proxies = Array.from({ length: 101 }, (_, key) => ({ key, text: "10.0.0.1" }));
  expect(faultsOf({ publicUrl: "", proxies, lmstudioPath: "" }).proxyList).toBeTruthy();
});
