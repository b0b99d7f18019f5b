import { describe, expect, it } from "vitest";
import { proxyFault } from "./addresses";

describe("proxyFault", () => {
  it.each([
    "",
    "127.0.0.1",
    " 10.0.0.0/8 ",
    "0.0.0.0/0",
    "::1",
    "2001:db8::/32",
    "::ffff:10.0.0.1",
    "fe80::1/128",
  ])("takes %j", (text) => {
    expect(proxyFault(text)).toBeNull();
  });

  it.each([
    "localhost",
    "10.0.0",
    "10.0.0.256",
    "010.0.0.1",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "::1/129",
    "::g",
    "fe80::1%eth0",
    "1",
  ])("refuses %j", (text) => {
    expect(proxyFault(text)).not.toBeNull();
  });
});
