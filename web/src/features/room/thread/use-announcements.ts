import { useEffect, useRef } from "react";
import { announce } from "@/shared/a11y/announce";
import { t } from "@/shared/i18n";
import type { LiveRoom } from "../live/room";
import type { Tree } from "../live/state";
import { useRoom } from "../room-context";
import { isAnswer } from "./fold";

/** Tells screen readers of messages and of answers that are whole, not of every word. */
export function useAnnouncements(room: LiveRoom, tree: Tree): void {
  const { accountId, nameOf } = useRoom();
  const shown = useRef(tree);
  shown.current = tree;
  useEffect(
    () =>
      room.onNews((news) => {
        if (news.kind === "finished") {
          const answer = shown.current.messages.find((message) => message.id === news.messageId);
          if (answer)
            announce(t("announce.answered", { name: answer.answer?.model_name ?? t("message.assistant") }));
        }
        if (
          news.kind === "added" &&
          news.message.root_id === shown.current.rootId &&
          !isAnswer(news.message)
        ) {
          const author = news.message.author_user_id;
          if (author !== accountId) announce(t("announce.message", { name: nameOf(author) }));
        }
      }),
    [room, accountId, nameOf],
  );
}
