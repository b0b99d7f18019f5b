import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { onForget } from "@/shared/lib/forget";
import { onScrollUp } from "@/shared/lib/scroll-up";

/** Distance from the end, in pixels, that still counts as being there. */
const nearPx = 32;
/** Where the line between old and new comes to stand, as a share of the height. */
const openingShare = 0.2;

interface Anchor {
  readonly id: string;
  /** Distance of the message from the top of the window, in pixels. */
  readonly top: number;
}

/** null: at the end. */
type Place = Anchor | null;

/** Where views were left: by entry of the browser's history, and by view. */
const places = new Map<string, Place>();
onForget(() => places.clear());

interface Options {
  /** The view, however one came to it. */
  view: string;
  /** The entry of the browser's history; empty when it is not known. */
  entry: string;
  /** The message to begin at. */
  opening: string | null;
  /** Whether to begin at the end when there is no other place. */
  beginsAtEnd: boolean;
}

interface ScrollPlace {
  readonly atEnd: boolean;
  toEnd(): void;
}

/**
 * Keeps what is being read where it is, whatever is added above or below it,
 * and the end in sight while the reader is there. Browsers keep places only in
 * part, so the scroller switches their anchoring off (overflow-anchor: none).
 */
export function useScrollPlace(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  options: Options,
): ScrollPlace {
  const [atEnd, setAtEnd] = useState(true);
  const place = useRef<Place>(null);
  const opening = useRef(options);

  const toEnd = useCallback(() => {
    place.current = null;
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return;
    const { view, entry, opening: first, beginsAtEnd } = opening.current;
    const keep = (next: Place) => {
      place.current = next;
      places.set(entry || view, next).set(view, next);
      setAtEnd(next === null);
    };
    const note = () => keep(isAtEnd(element) ? null : anchorIn(element));
    const settle = () => {
      if (place.current) restore(element, place.current);
      else element.scrollTop = element.scrollHeight;
    };
    // Only Back and Forward lead to an entry that was there before.
    const known = places.get(entry);
    place.current = known === undefined ? placeToOpen(element, first, places.get(view), beginsAtEnd) : known;
    settle();
    note();

    const sizes = new ResizeObserver(settle);
    sizes.observe(inner);
    sizes.observe(element);
    const stop = onScrollUp(element, () => {
      // At once, before the text grows again.
      if (!place.current && element.scrollHeight > element.clientHeight) keep(anchorIn(element));
    });
    element.addEventListener("scroll", note, { passive: true });
    return () => {
      sizes.disconnect();
      stop();
      element.removeEventListener("scroll", note);
    };
  }, [scroller, content]);

  return { atEnd, toEnd };
}

function placeToOpen(
  scroller: HTMLElement,
  first: string | null,
  before: Place | undefined,
  beginsAtEnd: boolean,
): Place {
  if (first && messageIn(scroller, first)) return { id: first, top: scroller.clientHeight * openingShare };
  if (before !== undefined) return before;
  return beginsAtEnd ? null : anchorIn(scroller);
}

function isAtEnd(scroller: HTMLElement): boolean {
  return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= nearPx;
}

/** The first message that is in sight. */
function anchorIn(scroller: HTMLElement): Anchor | null {
  const edge = scroller.getBoundingClientRect().top;
  for (const element of scroller.querySelectorAll<HTMLElement>("[data-message-id]")) {
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom > edge) return { id: element.dataset.messageId ?? "", top: top - edge };
  }
  return null;
}

function restore(scroller: HTMLElement, anchor: Anchor): void {
  const element = messageIn(scroller, anchor.id);
  if (!element) return;
  const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  if (Math.abs(top - anchor.top) >= 1) scroller.scrollTop += top - anchor.top;
}

function messageIn(scroller: HTMLElement, id: string): HTMLElement | null {
  return scroller.querySelector<HTMLElement>(`[data-message-id="${id}"]`);
}
