import { lazy, Suspense } from "react";
import type { MarkdownProps } from "./markdown";

const loadMarkdown = () => import("./markdown");
const Loaded = lazy(async () => ({ default: (await loadMarkdown()).Markdown }));

/** Fetches the reader ahead of its first use. */
export function preloadMarkdown(): void {
  void loadMarkdown();
}

/** A text in Markdown; its plain source until the reader is there. */
export function Markdown(props: MarkdownProps) {
  return (
    <Suspense fallback={<div className="prose whitespace-pre-wrap">{props.text}</div>}>
      <Loaded {...props} />
    </Suspense>
  );
}
