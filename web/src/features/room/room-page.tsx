import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTitle } from "@/shared/a11y/use-title";
import { useAccount } from "@/shared/api/account";
import { conversationQuery, patchCached } from "@/shared/api/conversation-cache";
import { useServerName } from "@/shared/api/server";
import type { Role, User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { useMedia } from "@/shared/lib/media";
import { ConnectionBanner } from "@/shared/ui/connection-banner";
import { PageHeader } from "@/shared/ui/page-header";
import { NewThread } from "./list/new-thread";
import { ThreadList } from "./list/thread-list";
import { useLiveRoom } from "./live/registry";
import type { LiveRoom } from "./live/room";
import type { Place } from "./place";
import { RoomContext } from "./room-context";
import { RoomModel } from "./room-model";
import { Loading, RoomFailure, RoomSkeleton } from "./room-states";
import { ThreadPane } from "./thread/thread-pane";
import { usePlace } from "./use-place";
import { useRoomScope } from "./use-room-scope";

interface Props {
  conversationId: string;
  place: Place;
  /** What the header offers beside the title. */
  actions: ReactNode;
}

/** A group's conversation: its threads, and the one that is read. */
export function RoomPage({ conversationId, place, actions }: Props) {
  const account = useAccount();
  if (!account) return null;
  // A fresh page for each room: scroll, focus and drafts are its own.
  return <Room key={conversationId} id={conversationId} account={account} place={place} actions={actions} />;
}

interface RoomProps {
  id: string;
  account: User;
  place: Place;
  actions: ReactNode;
}

function Room({ id, account, place, actions }: RoomProps) {
  const { room, view } = useLiveRoom(id, account.id);
  const { data: conversation } = useQuery({ ...conversationQuery(id), enabled: view.phase === "ready" });
  const removed = useRoomNews(room, account.id);
  const scope = useRoomScope(room, view, conversation, account);
  const wide = useMedia("(min-width: 64rem)");
  const { shown, pending } = usePlace(room, place);
  const gone = removed || view.phase === "failed" || conversation?.deleted_at !== undefined;
  const title = conversation?.title ?? t(gone ? "room.gone" : "loading");
  useTitle(title, useServerName());

  if (gone)
    return (
      <>
        <PageHeader title={title} />
        <RoomFailure removed={removed} problem={view.problem} onRetry={() => void room.retry()} />
      </>
    );
  return (
    <RoomContext.Provider value={scope}>
      <PageHeader title={title}>
        {conversation && <RoomModel conversation={conversation} />}
        {actions}
      </PageHeader>
      <div className="relative flex min-h-0 flex-1">
        <ConnectionBanner link={view.link} />
        {view.phase === "loading" ? (
          <RoomSkeleton />
        ) : (
          <>
            {(wide || !(shown || pending)) && (
              <ThreadList view={view} current={shown?.rootId ?? null} wide={wide} />
            )}
            {shown && (
              <ThreadPane
                key={`${shown.topId} ${shown.targetId ?? ""}`}
                view={view}
                place={shown}
                wide={wide}
              />
            )}
            {pending && <Loading />}
            {wide && !shown && !pending && <NewThread outbox={view.outbox} />}
          </>
        )}
      </div>
    </RoomContext.Provider>
  );
}

/** Passes on what happened beside the threads; tells whether one was removed. */
function useRoomNews(room: LiveRoom, accountId: string): boolean {
  const [removed, setRemoved] = useState(false);
  useEffect(
    () =>
      room.onNews((news) => {
        if (news.kind === "conversation") patchCached(room.id, news.change);
        if (news.kind !== "membership" || news.payload.user_id !== accountId) return;
        const { action, role } = news.payload;
        setRemoved(action === "removed");
        if (role && action !== "removed") patchCached(room.id, { role: role as Role });
      }),
    [room, accountId],
  );
  return removed;
}
