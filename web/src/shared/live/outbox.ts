import type { Message } from "@/shared/api/types";

/** A message on its way: shown at once, replaced by the server's. */
export interface Outgoing {
  /** Also its request id, so that a retry posts it once. */
  readonly id: string;
  readonly parentId: string | undefined;
  readonly content: string;
  readonly modelId: string | undefined;
  /** Why it was not sent; absent while it is under way. */
  readonly failure?: string;
}

/** Removes what arrived, by itself or ahead of the answer to its request. */
export function withoutArrived(outbox: readonly Outgoing[], message: Message): readonly Outgoing[] {
  if (message.role !== "user") return outbox;
  const at = outbox.findIndex(
    (out) => out.parentId === message.parent_id && out.content.trim() === message.content.trim(),
  );
  return at < 0 ? outbox : outbox.filter((_, i) => i !== at);
}
