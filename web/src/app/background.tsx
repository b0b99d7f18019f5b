import { useUnreadBadge } from "./use-unread-badge";

/** What goes on while somebody is signed in, whatever page they look at. */
export function Background() {
  useUnreadBadge();
  return null;
}
