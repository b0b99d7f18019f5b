import { useSyncExternalStore } from "react";
import { load, save } from "./storage";

/** Which key sends a message; the other combination breaks the line. */
export type SendKey = "enter" | "mod-enter";

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

function sendKey(): SendKey {
  return load("sendKey") === "mod-enter" ? "mod-enter" : "enter";
}

export function useSendKey(): SendKey {
  return useSyncExternalStore(subscribe, sendKey);
}

export function setSendKey(key: SendKey): void {
  save("sendKey", key);
  for (const listener of listeners) listener();
}
