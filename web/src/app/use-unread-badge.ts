import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { setTitleCount } from "@/shared/a11y/use-title";
import { allConversations, conversationsQuery } from "@/shared/api/conversation-cache";
import { useVisible } from "@/shared/lib/media";
import { setFavicon } from "./favicon";

/** Shows in the browser's tab how many messages wait. */
export function useUnreadBadge(): void {
  const { data } = useInfiniteQuery(conversationsQuery("all"));
  const current = useParams({ strict: false }).conversationId;
  const visible = useVisible();
  const count = allConversations(data, "all")
    // What is looked at is being read.
    .filter((conversation) => !visible || conversation.id !== current)
    .reduce((sum, conversation) => sum + conversation.unread, 0);
  useEffect(() => {
    setTitleCount(count);
    void setFavicon(count);
  }, [count]);
  useEffect(
    () => () => {
      setTitleCount(0);
      void setFavicon(0);
    },
    [],
  );
}
