/** Notifications of the browser: off until somebody turns them on in the settings. */
import { useSyncExternalStore } from "react";
import { load, save } from "./storage";

export type NotificationState = "on" | "off" | "denied" | "unsupported";

const listeners = new Set<() => void>();

export function notificationState(): NotificationState {
  // Outside secure contexts there are none.
  if (typeof Notification !== "function" || !isSecureContext) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && load("notify") === "on" ? "on" : "off";
}

export function useNotificationState(): NotificationState {
  return useSyncExternalStore(subscribe, notificationState);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

/** Asks the browser for permission when it has to; call it from a click. */
export async function setNotifications(on: boolean): Promise<void> {
  if (on && Notification.permission === "default") await Notification.requestPermission();
  save("notify", on ? "on" : null);
  for (const listener of listeners) listener();
}

interface Notice {
  title: string;
  text: string;
  /** Several tabs that tell of the same thing show it once. */
  tag: string;
  onClick: () => void;
}

export function notify({ title, text, tag, onClick }: Notice): void {
  if (notificationState() !== "on") return;
  try {
    const shown = new Notification(title, { body: text, tag, icon: "/icon.svg", silent: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
      onClick();
    };
  } catch {
    // Android shows them for service workers only.
  }
}
