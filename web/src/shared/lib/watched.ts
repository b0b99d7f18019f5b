/** Whether any tab of the browser is looked at. */
import { elect, isVacant } from "./election";

const office = "watched";

/** Makes this tab known while it is looked at, until the returned function is called. */
export function announceWatching(): () => void {
  let leave: (() => void) | null = null;
  const onVisibility = () => {
    if (document.visibilityState === "visible") leave ??= elect(office, () => () => undefined);
    else stop();
  };
  const stop = () => {
    leave?.();
    leave = null;
  };
  document.addEventListener("visibilitychange", onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    stop();
  };
}

export async function isAnyTabWatched(): Promise<boolean> {
  return document.visibilityState === "visible" || !(await isVacant(office));
}
