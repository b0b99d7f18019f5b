/** Tells the server that the person is there, from one tab of the browser. */
import { useEffect } from "react";
import { sendPresence } from "@/shared/api/presence";
import type { PresenceStatus } from "@/shared/api/types";
import { elect, isVacant } from "@/shared/lib/election";

/** The server takes somebody for away after 45 s of silence. */
const beatMs = 30_000;
/** A look into another tab is not worth a word. */
const awayMs = 20_000;
const office = "presence";

/** Keeps the person online while a tab is looked at, and away soon after. */
export function usePresence(): void {
  useEffect(keepPresent, []);
}

export function keepPresent(): () => void {
  let resign: (() => Promise<void>) | null = null;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const stop = async () => {
    clearTimeout(grace);
    const resigned = resign?.();
    resign = null;
    await resigned;
  };
  const goAway = async () => {
    await stop();
    if (document.visibilityState === "hidden" && (await isVacant(office))) send("away");
  };
  const onVisibility = () => {
    clearTimeout(grace);
    if (document.visibilityState === "visible") resign ??= elect(office, beat);
    else grace = setTimeout(() => void goAway(), awayMs);
  };
  document.addEventListener("visibilitychange", onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    void stop();
  };
}

function beat(): () => void {
  send("online");
  const timer = setInterval(() => send("online"), beatMs);
  return () => clearInterval(timer);
}

function send(status: PresenceStatus): void {
  // The next beat says it again.
  sendPresence(status).catch(() => undefined);
}
