/** What people do to messages; failures are told in a toast. */
import * as api from "@/shared/api/conversations";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { newId } from "@/shared/lib/id";
import type { LiveConversation } from "@/shared/live/conversation";
import type { Wish } from "@/shared/message/actions";
import { attempt } from "@/shared/message/attempt";
import { toast } from "@/shared/ui/toast";

/** Asks for one more answer beside (or, for a person's message, below) the given one. */
export function regenerate(live: LiveConversation, message: Message, wish: Wish = {}): Promise<boolean> {
  const requestId = newId();
  return attempt(async () => {
    live.take(await api.regenerateMessage(message.id, { ...wish, requestId }));
  });
}

export function stop(conversationId: string): Promise<boolean> {
  return attempt(() => api.stopConversation(conversationId));
}

/** Shows the branch of another sibling; the server remembers the choice. */
export function switchBranch(live: LiveConversation, messageId: string): Promise<boolean> {
  return attempt(async () => {
    await api.updateConversation(live.id, { active_leaf: messageId });
    await live.refresh();
  });
}

export function saveEdit(live: LiveConversation, message: Message, content: string): Promise<boolean> {
  return attempt(async () => {
    await api.editMessage(message.id, content);
    await live.refresh();
  });
}

export function remove(live: LiveConversation, message: Message): Promise<boolean> {
  return attempt(async () => {
    await api.deleteMessage(message.id);
    await live.refresh();
    toast(t("message.removed"), { label: t("action.undo"), run: () => void restore(live, message) });
  });
}

export function restore(live: LiveConversation, message: Message): Promise<boolean> {
  return attempt(async () => {
    await api.restoreMessage(message.id);
    await live.refresh();
  });
}
