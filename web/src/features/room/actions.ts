/** What people do to messages of a room. The stream brings what came of it. */
import * as api from "@/shared/api/conversations";
import { cancelAnswer } from "@/shared/api/threads";
import type { Message } from "@/shared/api/types";
import { copy } from "@/shared/copy/copy";
import { t } from "@/shared/i18n";
import { newId } from "@/shared/lib/id";
import type { Wish } from "@/shared/message/actions";
import { attempt } from "@/shared/message/attempt";
import { toast } from "@/shared/ui/toast";
import type { LiveRoom } from "./live/room";
import { answersOf } from "./live/sending";

/** Asks for one more answer beside (or, for a person's message, below) the given one. */
export function regenerate(room: LiveRoom, message: Message, wish: Wish = {}): Promise<boolean> {
  const requestId = newId();
  return attempt(async () => room.take([await api.regenerateMessage(message.id, { ...wish, requestId })]));
}

/** Has an answer go on where it stopped. */
export function goOn(room: LiveRoom, answer: Message): Promise<boolean> {
  const out = { content: t("message.continuePrompt"), requestId: newId(), answered: true };
  return attempt(async () => {
    const posted = await api.postMessage(room.id, answer.id, out);
    room.take([posted.message, ...answersOf(posted)]);
  });
}

export function stop(answer: Message): Promise<boolean> {
  return attempt(() => cancelAnswer(answer.id));
}

export function saveEdit(message: Message, content: string): Promise<boolean> {
  return attempt(() => api.editMessage(message.id, content));
}

/** Deletes a message; whoever may restore it is offered to for a few seconds. */
export function remove(message: Message, restorable: boolean): Promise<boolean> {
  return attempt(async () => {
    await api.deleteMessage(message.id);
    toast(
      t("message.removed"),
      restorable ? { label: t("action.undo"), run: () => void restore(message) } : undefined,
    );
  });
}

export function restore(message: Message): Promise<boolean> {
  return attempt(() => api.restoreMessage(message.id));
}

export async function copyLink(message: Message): Promise<void> {
  const link = new URL(`/chats/${message.conversation_id}`, location.origin);
  link.searchParams.set("thread", message.root_id);
  link.searchParams.set("message", message.id);
  if (await copy(link.href)) toast(t("message.linkCopied"));
}
