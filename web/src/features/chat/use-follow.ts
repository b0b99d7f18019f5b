import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { onScrollUp } from "@/shared/lib/scroll-up";

/** Distance from the end, in pixels, that still counts as being there. */
const nearPx = 32;

interface Follow {
  /** Whether the end of the content is kept in sight. */
  readonly following: boolean;
  /** Whether something stands below what is in sight. */
  readonly behind: boolean;
  /** Goes to the end and stays there. */
  follow(): void;
  /** Lets the page rest where it is, whatever changes below. */
  release(): void;
}

/**
 * Keeps the end of growing content in sight, but only while the reader is
 * there: a turn of the wheel, a finger or a key upwards lets go at once.
 *
 * The content's size is watched, not React's updates: code that is coloured
 * late changes heights as well.
 */
export function useFollow(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): Follow {
  const [following, setFollowing] = useState(true);
  const [behind, setBehind] = useState(false);
  const current = useRef(true);
  const set = useCallback((value: boolean) => {
    current.current = value;
    setFollowing(value);
  }, []);

  const follow = useCallback(() => {
    set(true);
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller, set]);
  const release = useCallback(() => set(false), [set]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return;
    const settle = () => {
      if (current.current) element.scrollTop = element.scrollHeight;
      setBehind(!isAtEnd(element));
    };
    settle();
    const sizes = new ResizeObserver(settle);
    sizes.observe(inner);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [scroller, content]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let top = element.scrollTop;
    const onScroll = () => {
      const up = element.scrollTop < top - 1;
      top = element.scrollTop;
      // Shorter content also moves up, but stays at its end.
      const atEnd = isAtEnd(element);
      setBehind(!atEnd);
      if (atEnd) set(true);
      else if (up) set(false);
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    const stop = onScrollUp(element, () => {
      if (element.scrollHeight > element.clientHeight) set(false);
    });
    return () => {
      element.removeEventListener("scroll", onScroll);
      stop();
    };
  }, [scroller, set]);

  return { following, behind, follow, release };
}

function isAtEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight <= nearPx;
}
