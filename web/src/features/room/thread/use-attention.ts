import { useSyncExternalStore } from "react";

function subscribe(listener: () => void): () => void {
  addEventListener("focus", listener);
  addEventListener("blur", listener);
  document.addEventListener("visibilitychange", listener);
  return () => {
    removeEventListener("focus", listener);
    removeEventListener("blur", listener);
    document.removeEventListener("visibilitychange", listener);
  };
}

/** Whether somebody can be thought to look at the page: it is visible and has the focus. */
export function useAttention(): boolean {
  return useSyncExternalStore(subscribe, isAttended);
}

export function isAttended(): boolean {
  return document.visibilityState === "visible" && document.hasFocus();
}
