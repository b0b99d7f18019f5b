import { useMemo } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import type { LiveConversation } from "@/shared/live/conversation";
import type { AnswerActions } from "@/shared/message/actions";
import * as actions from "./actions";

/** What one can do to the messages of a thread. */
export interface ThreadActions extends AnswerActions {
  rerun(message: Message, text: string): void;
  saveEdit(message: Message, text: string): Promise<boolean>;
  remove(message: Message): void;
  restore(message: Message): void;
  switchTo(messageId: string): void;
}

interface Scroll {
  follow(): void;
  release(): void;
}

/** The actions for a conversation; the same object as long as it is shown. */
export function useThreadActions(live: LiveConversation, scroll: Scroll): ThreadActions {
  const { follow, release } = scroll;
  return useMemo(
    () => ({
      rerun(message, text) {
        follow();
        live.send(text, undefined, message.parent_id ?? null);
      },
      saveEdit: (message, text) => actions.saveEdit(live, message, text),
      remove(message) {
        release();
        void actions.remove(live, message);
      },
      restore: (message) => void actions.restore(live, message),
      regenerate(message, wish) {
        follow();
        void actions.regenerate(live, message, wish);
      },
      goOn(message) {
        follow();
        live.send(t("message.continuePrompt"), undefined, message.id);
      },
      switchTo(id) {
        // The message stays where it is; what follows it changes.
        release();
        void actions.switchBranch(live, id);
      },
    }),
    [live, follow, release],
  );
}
