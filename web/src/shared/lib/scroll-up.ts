/**
 * Calls back at the first sign that somebody wants to read further up: a turn
 * of the wheel, a finger or a key. Scroll events come too late for that, and
 * do not tell people from pages.
 */
export function onScrollUp(element: HTMLElement, callback: () => void): () => void {
  let touchY = 0;
  const onWheel = (event: WheelEvent) => {
    if (event.deltaY < 0) callback();
  };
  const onTouchStart = (event: TouchEvent) => {
    touchY = event.touches[0]?.clientY ?? 0;
  };
  const onTouchMove = (event: TouchEvent) => {
    if ((event.touches[0]?.clientY ?? 0) > touchY + 2) callback();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLTextAreaElement) return;
    if (event.key === "PageUp" || event.key === "Home" || event.key === "ArrowUp") callback();
  };
  element.addEventListener("wheel", onWheel, { passive: true });
  element.addEventListener("touchstart", onTouchStart, { passive: true });
  element.addEventListener("touchmove", onTouchMove, { passive: true });
  element.addEventListener("keydown", onKey);
  return () => {
    element.removeEventListener("wheel", onWheel);
    element.removeEventListener("touchstart", onTouchStart);
    element.removeEventListener("touchmove", onTouchMove);
    element.removeEventListener("keydown", onKey);
  };
}
