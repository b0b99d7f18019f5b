import { useFeed } from "@/shared/live/feed";
import { useMentions } from "./use-mentions";
import { useUnreadBadge } from "./use-unread-badge";

/** What goes on while somebody is signed in, whatever page they look at. */
export function Background() {
  useFeed();
  useMentions();
  useUnreadBadge();
  return null;
}
