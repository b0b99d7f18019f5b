import { useMemo, useState } from "react";
import type { Message } from "@/shared/api/types";
import { type Branch, shownIn } from "./fold";
import { firstMarks, nextMarks } from "./fresh";
import { useAttention } from "./use-attention";

interface Fresh {
  readonly ids: ReadonlySet<string>;
  /** The first of them as they are shown: the line stands above it. */
  readonly line: string | null;
}

interface Reading {
  messages: readonly Message[];
  branch: Branch | null;
  reader: string;
  unread: number;
  /** When the thread was opened, by the server's clock. */
  opened: number;
}

/**
 * What was new when one came, or came back to the window. It stays marked while
 * one reads, although it counts as read by then.
 */
export function useFresh({ messages, branch, reader, unread, opened }: Reading): Fresh {
  const attentive = useAttention();
  const [marks, setMarks] = useState(() => firstMarks(messages, reader, unread, opened));
  const next = nextMarks(marks, messages, reader, attentive);
  if (next !== marks) setMarks(next);
  const { ids } = next;
  return useMemo(() => ({ ids, line: branch && firstOf(branch, ids) }), [branch, ids]);
}

function firstOf(branch: Branch, ids: ReadonlySet<string>): string | null {
  for (const message of shownIn(branch)) if (ids.has(message.id)) return message.id;
  return null;
}
