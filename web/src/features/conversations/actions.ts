import { patchCached, putCached, refreshConversations, removeCached } from "@/shared/api/conversation-cache";
import * as api from "@/shared/api/conversations";
import { asProblem } from "@/shared/api/problem";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { forgetConversation } from "@/shared/live/registry";
import { toast } from "@/shared/ui/toast";

export async function rename(conversation: Conversation, title: string): Promise<void> {
  const trimmed = title.trim();
  if (!trimmed || trimmed === conversation.title) return;
  patchCached(conversation.id, { title: trimmed });
  try {
    await api.updateConversation(conversation.id, { title: trimmed });
  } catch (error) {
    patchCached(conversation.id, { title: conversation.title });
    toast(asProblem(error).message);
  }
}

/** Removes a conversation at once; for a few seconds it can be brought back. */
export async function remove(conversation: Conversation): Promise<void> {
  removeCached(conversation.id);
  forgetConversation(conversation.id);
  try {
    await api.deleteConversation(conversation.id);
    toast(t("chat.deleted", { title: conversation.title }), {
      label: t("action.undo"),
      run: () => void restore(conversation.id),
    });
  } catch (error) {
    toast(asProblem(error).message);
    await refreshConversations();
  }
}

async function restore(id: string): Promise<void> {
  try {
    putCached(await api.restoreConversation(id));
  } catch (error) {
    toast(asProblem(error).message);
  }
  await refreshConversations();
}

/** Puts a conversation away, or back into the list. */
export async function setArchived(conversation: Conversation, archived: boolean): Promise<void> {
  try {
    putCached(await api.updateConversation(conversation.id, { archived }));
    if (!archived) return;
    toast(t("conversation.archived", { title: conversation.title }), {
      label: t("action.undo"),
      run: () => void setArchived(conversation, false),
    });
  } catch (error) {
    toast(asProblem(error).message);
  }
}
