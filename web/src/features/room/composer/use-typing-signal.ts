import { useCallback, useEffect, useRef } from "react";
import { sendTyping } from "@/shared/api/typing";

/** How often the others are told, and for how long one sign lasts. */
const everyMs = 3_000;
const lastsSeconds = 6;

export interface TypingSignal {
  /** The text changed. */
  typing(text: string): void;
  /** One has stopped, or left. */
  stopped(): void;
}

/** Tells the others in a thread that one types; without a thread there is nobody to tell. */
export function useTypingSignal(conversationId: string, rootId: string | null): TypingSignal {
  const told = useRef(0);

  const tell = useCallback(
    (seconds: number) => {
      // A sign that is lost does no harm.
      if (rootId) sendTyping(conversationId, rootId, seconds).catch(() => undefined);
    },
    [conversationId, rootId],
  );
  const stopped = useCallback(() => {
    if (told.current === 0) return;
    told.current = 0;
    tell(0);
  }, [tell]);
  const typing = useCallback(
    (text: string) => {
      if (text.trim() === "") return stopped();
      const now = Date.now();
      if (now - told.current < everyMs) return;
      told.current = now;
      tell(lastsSeconds);
    },
    [tell, stopped],
  );
  useEffect(() => stopped, [stopped]);
  return { typing, stopped };
}
