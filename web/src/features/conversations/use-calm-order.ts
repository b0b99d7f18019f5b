import { type RefObject, useEffect, useRef, useState } from "react";
import { calmOrder } from "./calm-order";

/** Somebody who has not moved for this long does not reach for a row. */
const idleMs = 8_000;

/** Keeps rows in their places while the list is pointed at or walked through by keyboard. */
export function useCalmOrder<T extends { readonly id: string }>(
  newest: readonly T[],
  list: RefObject<HTMLElement | null>,
): readonly T[] {
  const held = useReachedFor(list);
  const shown = useRef<readonly string[]>([]);
  const rows = calmOrder(newest, shown.current, held);
  useEffect(() => {
    shown.current = rows.map((row) => row.id);
  });
  return rows;
}

function useReachedFor(list: RefObject<HTMLElement | null>): boolean {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout>;
    const letGo = () => {
      clearTimeout(timer);
      setHeld(false);
    };
    const hold = () => {
      clearTimeout(timer);
      timer = setTimeout(letGo, idleMs);
      setHeld(true);
    };
    element.addEventListener("pointermove", hold);
    element.addEventListener("keydown", hold);
    element.addEventListener("pointerleave", letGo);
    return () => {
      clearTimeout(timer);
      element.removeEventListener("pointermove", hold);
      element.removeEventListener("keydown", hold);
      element.removeEventListener("pointerleave", letGo);
    };
  }, [list]);
  return held;
}
