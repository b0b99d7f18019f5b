import { useEffect } from "react";

const edgePx = 28;
const travelPx = 56;

/** How far a finger is from the edge where lines begin. */
function fromStart(touch: Touch): number {
  return document.documentElement.dir === "rtl" ? innerWidth - touch.clientX : touch.clientX;
}

/** Calls back when a finger moves from the start edge into the page. */
export function useDrawerSwipe(enabled: boolean, onSwipe: () => void): void {
  useEffect(() => {
    if (!enabled) return;
    let start: Touch | null = null;
    const down = (event: TouchEvent) => {
      const touch = event.touches[0];
      start = event.touches.length === 1 && touch && fromStart(touch) < edgePx ? touch : null;
    };
    const move = (event: TouchEvent) => {
      const touch = event.touches[0];
      if (!start || !touch) return;
      const across = fromStart(touch) - fromStart(start);
      const along = Math.abs(touch.clientY - start.clientY);
      if (across < travelPx || along > across / 2) return;
      start = null;
      onSwipe();
    };
    addEventListener("touchstart", down, { passive: true });
    addEventListener("touchmove", move, { passive: true });
    return () => {
      removeEventListener("touchstart", down);
      removeEventListener("touchmove", move);
    };
  }, [enabled, onSwipe]);
}
