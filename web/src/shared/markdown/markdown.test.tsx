import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { toRuns } from "./highlight";
import { Markdown } from "./markdown";

function show(text: string) {
  return render(<Markdown text={text} growing={false} scope="m" />).container;
}

describe("Markdown", () => {
  it("shows raw HTML as text and no unsafe link", () => {
    const page = show(
      '<img src=x onerror="alert(1)"> <script>alert(1)</script>\n\n[bad](javascript:alert(1)) [file](/etc) [ok](https://example.org "t")',
    );
    expect(page.querySelector("img, script")).toBeNull();
    const links = screen.getAllByRole("link");
    expect(links).toHaveLength(1);
    expect(links[0]).toHaveAttribute("rel", expect.stringContaining("noopener"));
    expect(links[0]).toHaveAttribute("target", "_blank");
    expect(page.textContent).toContain("<script>alert(1)</script>");
  });

  it("knows tables, tasks, strikethrough, footnotes and references further down", () => {
    const page = show(
      "| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n~~old~~ see [later] and[^n]\n\n[later]: https://example.org\n[^n]: A note.\n",
    );
    expect(page.querySelector("td.right")?.textContent).toBe("2");
    expect(screen.getAllByRole("checkbox")).toHaveLength(2);
    expect(page.querySelector("del")?.textContent).toBe("old");
    expect(screen.getByRole("link", { name: "later" })).toHaveAttribute("href", "https://example.org/");
    expect(screen.getByRole("link", { name: "n" })).toHaveAttribute("href", "#note-m-n");
    expect(page.querySelector("#note-m-n")?.textContent).toContain("A note.");
  });

  it("decodes character references, but not in code", () => {
    const page = show("a &lt; b &amp; c &mdash; `&lt;`");
    expect(page.textContent).toBe("a < b & c — &lt;");
  });

  it("does not load pictures from elsewhere", () => {
    const page = show("![cat](https://example.org/cat.png)");
    expect(page.querySelector("img")).toBeNull();
    expect(screen.getByRole("link")).toHaveAttribute("href", "https://example.org/cat.png");
  });

  it("keeps a selection while the text grows", () => {
    const { container, rerender } = render(<Markdown text="Hello wor" growing scope="m" />);
    const node = container.querySelector("p span")?.firstChild as Text;
    const range = document.createRange();
    range.setStart(node, 0);
    range.setEnd(node, 5);
    getSelection()?.addRange(range);
    rerender(<Markdown text="Hello world, and more" growing scope="m" />);
    expect(container.querySelector("p span")?.firstChild).toBe(node);
    expect(getSelection()?.toString()).toBe("Hello");
    rerender(<Markdown text="Hello world, and more." growing={false} scope="m" />);
    expect(getSelection()?.toString()).toBe("Hello");
    expect(container.textContent).toBe("Hello world, and more.");
  });

  it("never shows a half marker while it grows", () => {
    const text =
      "A **bold** word, `code`, a [link](https://example.org).\n\n```js\nlet a = 1;\n```\n\n| x | y |\n|---|---|\n| 1 | 2 |\n";
    const { container, rerender } = render(<Markdown text="" growing scope="m" />);
    for (let end = 1; end <= text.length; end++) {
      rerender(<Markdown text={text.slice(0, end)} growing scope="m" />);
      expect(container.textContent, text.slice(0, end)).not.toMatch(/\*\*|``|\]\(|\|/);
    }
  });

  it("copies exactly the code", async () => {
    const user = userEvent.setup();
    const code = '\tif a < b && c {\n\n\t\tprint("x")  \n\t}';
    show(`\`\`\`go\n${code}\n\`\`\``);
    await user.click(screen.getByRole("button", { name: "Copy" }));
    expect(await navigator.clipboard.readText()).toBe(code);
    expect(await screen.findByText("Copied")).toBeInTheDocument();
  });

  it("colours code of a known language", async () => {
    const page = show("```go\nfunc main() {}\n```");
    await waitFor(() => expect(page.querySelector(".hljs-keyword")?.textContent).toBe("func"));
    expect(page.querySelector("code")?.textContent).toBe("func main() {}");
  });
});

describe("toRuns", () => {
  it("reads spans and references, and nothing else", () => {
    expect(toRuns('<span class="hljs-string">&quot;a &amp;lt;&quot;</span> &lt;b&gt;')).toEqual([
      { text: '"a &lt;"', className: "hljs-string" },
      { text: " <b>", className: "" },
    ]);
  });
});
