import { useFeed } from "@/shared/live/feed";
import { usePresence } from "@/shared/live/presence";
import { useMentions } from "./use-mentions";
import { useUnreadBadge } from "./use-unread-badge";

/** What goes on while somebody is signed in, whatever page they look at. */
export function Background() {
  useFeed();
  usePresence();
  useMentions();
  useUnreadBadge();
  return null;
}
