import { describe, expect, it } from "vitest";
import { proxyFault, publicUrlFault } from "./addresses";

describe("publicUrlFault", () => {
  it.each([
    "",
    "  ",
    "https://chat.example.org",
    "HTTPS://chat.example.org:8443/path/",
    "http://localhost",
    "http://LOCALHOST:8080",
    "https://[2001:db8::1]",
  ])("takes %j", (text) => {
    expect(publicUrlFault(text)).toBeNull();
  });

  it.each([
    "chat.example.org",
    "http://chat.example.org",
    "http://127.0.0.1",
    "https:chat.example.org",
    "https://",
    "https://ada@chat.example.org",
    "https://chat.example.org?a=b",
    "https://chat.example.org?",
    "https://chat.example.org#top",
    "https://chat.example.org:0",
    "https://chat.example.org:65536",
    "https://chat example.org",
    `https://chat.example.org/${"a".repeat(2048)}`,
    "ftp://chat.example.org",
  ])("refuses %j", (text) => {
    expect(publicUrlFault(text)).not.toBeNull();
  });
});

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
