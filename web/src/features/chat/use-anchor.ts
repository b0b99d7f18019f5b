import { type RefObject, useLayoutEffect, useRef } from "react";

/**
 * Keeps what is being read in place while older messages are added above it.
 * Browsers do this by themselves only in part, so the scroller switches their
 * anchoring off (overflow-anchor: none).
 */
export function useAnchor(scroller: RefObject<HTMLElement | null>, ids: readonly string[]): void {
  const before = useRef<{ first: string | undefined; height: number }>({ first: undefined, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const { first, height } = before.current;
    if (first && ids[0] !== first && ids.includes(first)) element.scrollTop += element.scrollHeight - height;
    before.current = { first: ids[0], height: element.scrollHeight };
  });
}
