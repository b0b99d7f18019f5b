/** Syntax highlighting; loaded when the first finished code block is shown. */
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import markdown from "highlight.js/lib/languages/markdown";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

export interface Run {
  readonly text: string;
  readonly className: string;
}

/** The code in coloured runs, or null for a language that is not known. */
export function highlight(code: string, language: string): Run[] | null {
  if (!hljs.getLanguage(language)) return null;
  return toRuns(hljs.highlight(code, { language, ignoreIllegals: true }).value);
}

const references: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };

/**
 * highlight.js writes HTML made of span elements and text; this reads that and
 * nothing else, so that no HTML reaches the page.
 */
export function toRuns(html: string): Run[] {
  const runs: Run[] = [];
  const open: string[] = [];
  for (const [part] of html.matchAll(/<span class="[^"]*">|<\/span>|[^<]+/g)) {
    if (part.startsWith("<span")) open.push(part.slice(13, -2));
    else if (part === "</span>") open.pop();
    else {
      const text = part.replace(
        /&(amp|lt|gt|quot|#x27);/g,
        (whole, name: string) => references[name] ?? whole,
      );
      runs.push({ text, className: open.at(-1) ?? "" });
    }
  }
  return runs;
}
