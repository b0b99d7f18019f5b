import { useLayoutEffect, useRef } from "react";

/**
 * Text that is only ever extended at its end. React would replace the text
 * node's data, which drops a selection inside it; appending keeps it.
 */
export function GrowingText({ text }: { text: string }) {
  const span = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const parent = span.current;
    if (!parent) return;
    const node = parent.firstChild;
    if (!(node instanceof Text)) parent.append(text);
    else if (text.startsWith(node.data)) node.appendData(text.slice(node.data.length));
    else node.data = text;
  }, [text]);
  return <span ref={span} />;
}
