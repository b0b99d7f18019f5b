/**
 * Makes the last, unfinished block of a growing text look like what it is
 * about to be, so that no half marker flashes on the page.
 */
import remend from "remend";

export function complete(raw: string): string {
  const text = withoutLoneMarker(withoutFenceStart(raw));
  const table = asTable(text);
  return table ?? remend(text, { linkMode: "text-only", katex: false });
}

/** Hides the one or two ticks with which a fence begins. */
function withoutFenceStart(raw: string): string {
  return raw.replace(/(^|\n) {0,3}(?:`{1,2}|~{1,2})$/, "$1");
}

/** Hides a marker at the end whose text has not begun. */
function withoutLoneMarker(text: string): string {
  return text.replace(/(^|[\s([{"'])(?:\*{1,3}|_{1,3}|~{1,2}|`+|!?\[|!)$/, "$1");
}

/** Hides the beginning of the closing fence inside a code block. */
export function withoutFenceEnd(code: string): string {
  return code.replace(/(^|\n) {0,3}(?:`{1,2}|~{1,2})$/, "");
}

/** A table whose delimiter row is not there yet, or not whole. */
function asTable(text: string): string | null {
  const [header = "", delimiter = "", ...rest] = text.trimEnd().split("\n");
  if (!header.trimStart().startsWith("|") || rest.length > 0) return null;
  if (!/^[\s|:-]*$/.test(delimiter)) return null;
  if (header.trim() === "|") return "";
  const cells = header
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|").length;
  if (delimiter.split("|").filter((cell) => /-/.test(cell)).length >= cells && text.endsWith("\n"))
    return null;
  const closed = header.trimEnd().endsWith("|") ? header : `${header} |`;
  return `${closed}\n${"| --- ".repeat(cells)}|\n`;
}
