import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { findCached } from "@/shared/api/conversation-cache";
import { t } from "@/shared/i18n";
import { notify } from "@/shared/lib/notifications";
import { announceWatching, isAnyTabWatched } from "@/shared/lib/watched";
import { onFeedNews } from "@/shared/live/feed";
import type { Mention } from "@/shared/live/feed-reduce";
import { toast } from "@/shared/ui/toast";

/** Tells people that somebody named them, unless they are looking at it. */
export function useMentions(): void {
  const router = useRouter();
  useEffect(announceWatching, []);
  useEffect(() => {
    const tell = async (mention: Mention) => {
      const target = placeOf(mention);
      const open = () => void router.navigate(target);
      const title = t("mention.title", { name: mention.author_name, title: mention.title });
      if (document.visibilityState === "visible") {
        if (isShown(router.state.location, target)) return;
        const { href } = router.buildLocation(target);
        toast(`${title}: ${mention.excerpt}`, { label: t("mention.open"), href, run: open });
      } else if (!(await isAnyTabWatched())) {
        notify({ title, text: mention.excerpt, tag: mention.message_id, onClick: open });
      }
    };
    return onFeedNews((news) => {
      if (news.kind === "mention") void tell(news.mention);
    });
  }, [router]);
}

interface Target {
  to: "/chats/$conversationId";
  params: { conversationId: string };
  search: { thread?: string; message?: string };
}

function placeOf(mention: Mention): Target {
  const group = findCached(mention.conversation_id)?.is_group !== false;
  return {
    to: "/chats/$conversationId",
    params: { conversationId: mention.conversation_id },
    search: { ...(group && { thread: mention.root_id }), message: mention.message_id },
  };
}

interface Location {
  pathname: string;
  search: { thread?: string | undefined };
}

function isShown({ pathname, search }: Location, { params, search: wanted }: Target): boolean {
  return pathname === `/chats/${params.conversationId}` && search.thread === wanted.thread;
}
