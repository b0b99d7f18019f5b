import type { components } from "@/shared/api/schema.gen";
import type { Answer, Message, MessageStatus } from "@/shared/api/types";
import type { GrowingText } from "./state";

export type DonePayload = Omit<components["schemas"]["DonePayload"], "status"> & { status: MessageStatus };

/** An answer with its end, and the text that it grew to. */
export function withEnd(message: Message, payload: DonePayload, text: GrowingText): Message {
  const answer: Answer | undefined = message.answer && {
    ...message.answer,
    next_chunk: text.next,
    ...(text.reasoning && { reasoning: text.reasoning }),
    ...(payload.finish_reason && { finish_reason: payload.finish_reason }),
    ...(payload.usage && { usage: payload.usage }),
    ...(payload.error && { error: payload.error }),
  };
  return { ...message, content: text.content, status: payload.status, ...(answer && { answer }) };
}
