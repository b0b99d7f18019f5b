import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const source = join(__dirname, "../../");
const files = readdirSync(source, { recursive: true, encoding: "utf8" });
const read = (name: string) => readFileSync(join(source, name), "utf8");

/** Classes of Tailwind that name a side of the screen; `ms-2`, `end-0`, `text-start` name a side of the line. */
const sided = new RegExp(
  `^-?(?:${[
    "(?:scroll-)?[mp][lr]-.+",
    "(?:left|right)-.+",
    "(?:text|float|clear|object|bg)-(?:left|right)",
    "origin-(?:.+-)?(?:left|right)",
    "border-[lr](?:-.+)?",
    "rounded-(?:l|r|tl|tr|bl|br)(?:-.+)?",
    "translate-x-.+",
    "bg-linear-to-(?:[tb]?[lr])",
  ].join("|")})$`,
);

function sidedClasses(code: string): string[] {
  const texts = [...code.matchAll(/"([^"\n]*)"|`([^`]*)`/g)].map(([, plain, template]) => plain ?? template);
  return texts
    .flatMap((text) => text?.split(/\s+/) ?? [])
    .filter((name) => sided.test((name.split(":").at(-1) ?? "").replace(/!$|^!/g, "")));
}

const sidedProperty =
  /(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)\b|^\s*(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)/m;

describe("a page that is read from right to left", () => {
  it("is told from its styles", () => {
    expect(sidedClasses('<i className="ms-2 sm:-ml-2 hover:right-0! end-0 text-start">')).toEqual([
      "sm:-ml-2",
      "hover:right-0!",
    ]);
    expect(sidedProperty.test("p { margin-inline-start: 1em; }")).toBe(false);
    expect(sidedProperty.test("p {\n  left: 0;\n}")).toBe(true);
  });

  it("has no style that names left or right", () => {
    const code = files.filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."));
    const styles = files.filter((name) => name.endsWith(".css"));
    expect(code.flatMap((name) => sidedClasses(read(name)).map((found) => `${name}: ${found}`))).toEqual([]);
    expect(styles.filter((name) => sidedProperty.test(read(name)))).toEqual([]);
  });
});

describe("a page in the system's own colours", () => {
  it("keeps the outlines of what has the focus", () => {
    // outline-hidden is seen in forced colours, where the rings that replace it are not.
    const code = files.filter((name) => name.endsWith(".tsx"));
    expect(code.filter((name) => /\boutline-none\b/.test(read(name)))).toEqual([]);
  });
});
