import { describe, expect, it } from "vitest";
import { nameFault, publicUrlFault } from "./faults";

describe("nameFault", () => {
  it.each(["Kitchen", " Kitchen ", "ä".repeat(50)])("takes %j", (text) => {
    expect(nameFault(text)).toBeNull();
  });

  it.each(["", "  ", "ä".repeat(51)])("refuses %j", (text) => {
    expect(nameFault(text)).not.toBeNull();
  });
});

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
