import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Whether the page is looked at: its tab is in front. */
export function useVisible(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener("visibilitychange", listener);
      return () => document.removeEventListener("visibilitychange", listener);
    },
    () => document.visibilityState === "visible",
  );
}

export function isTouch(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export const modName = isMac ? "⌘" : "Ctrl";

/** Ctrl, or Cmd on macOS. */
export function modPressed(event: { metaKey: boolean; ctrlKey: boolean }): boolean {
  return isMac ? event.metaKey : event.ctrlKey;
}
