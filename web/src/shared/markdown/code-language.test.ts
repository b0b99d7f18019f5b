import { expect, it } from "vitest";
import { fileName, languageName } from "./code-language";

it.each([
  ["ts", "TypeScript", "code.ts"],
  ["python", "Python", "code.py"],
  ["dockerfile", "Dockerfile", "Dockerfile"],
  ["zig", "zig", "code.zig"],
  ["../etc", "../etc", "code.txt"],
])("%s is called %s and saved as %s", (language, name, file) => {
  expect(languageName(language)).toBe(name);
  expect(fileName(language)).toBe(file);
});
