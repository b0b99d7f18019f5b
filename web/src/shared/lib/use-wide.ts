import { type RefObject, useLayoutEffect, useState } from "react";

/**
 * Whether an element is at least so wide, in pixels. For what cannot be left to
 * container queries, because it is made of other elements when there is room.
 */
export function useWide(element: RefObject<HTMLElement | null>, width: number): boolean {
  const [wide, setWide] = useState(false);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => setWide(target.clientWidth >= width);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, width]);
  return wide;
}
