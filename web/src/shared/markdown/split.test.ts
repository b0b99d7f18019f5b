import { describe, expect, it } from "vitest";
import { emptySplit, splitAll, splitMore } from "./split";

const text = `# Title

Some *text* with **bold**, a [link](https://example.org) and \`code\`.
Second line of the paragraph.

Setext heading
==============

- one
- two
  - nested

    with a paragraph
- [x] done

1. first
2. second

> quoted
> > deeper

| a | b |
|---|:-:|
| 1 | 2 |
| 3 | 4 |

\`\`\`go
func main() {

	println("hi")
}
\`\`\`

~~~
tilde
~~~

    indented code

---

Text with a note[^1] and <b>html</b>.

<div>
block
</div>

[^1]: The note,
  continued.

Last words ~~gone~~ &amp; done.
`;

const raws = (blocks: readonly { raw: string }[]) => blocks.map((block) => block.raw);

describe("splitMore", () => {
  it.each([1, 3, 7, 50])("equals reading all at once, in steps of %i", (step) => {
    let split = emptySplit;
    for (let end = 0; end <= text.length; end += step) {
      const part = text.slice(0, end);
      split = splitMore(split, part);
      expect(raws(split.blocks), JSON.stringify(part.slice(-40))).toEqual(raws(splitAll(part).blocks));
    }
  });

  it("starts over when the text is another one", () => {
    expect(raws(splitMore(splitAll("one\n\ntwo"), "three").blocks)).toEqual(["three"]);
  });

  it("keeps settled blocks as they are", () => {
    const before = splitAll(text.slice(0, 300));
    expect(splitMore(before, text.slice(0, 310)).blocks[0]).toBe(before.blocks[0]);
  });
});
