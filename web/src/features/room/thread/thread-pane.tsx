import { Link } from "@tanstack/react-router";
import { ArrowLeft, CornerLeftUp } from "lucide-react";
import { useEffect, useState } from "react";
import { asProblem, type Problem } from "@/shared/api/problem";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { plain } from "../list/plain";
import type { RoomView } from "../live/room";
import { useRoom } from "../room-context";
import { Loading } from "../room-states";
import type { ShownPlace } from "../use-place";
import { topFor } from "./fold";
import { ThreadBody } from "./thread-body";

interface Props {
  view: RoomView;
  place: ShownPlace;
  wide: boolean;
}

/** One thread, or a part of one, with its own way back. */
export function ThreadPane({ view, place, wide }: Props) {
  const { room } = useRoom();
  const { rootId, topId } = place;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempts, setAttempts] = useState(0);
  const tree = view.trees[topId];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    setProblem(null);
    room.openTree(rootId, topId).catch((error) => setProblem(asProblem(error)));
  }, [room, rootId, topId, attempts]);

  return (
    <section aria-label={t("thread.title")} className="relative flex min-w-0 flex-1 flex-col">
      {!wide && <BackToList />}
      {tree && tree.above.length > 0 && <WayUp above={tree.above} />}
      {tree ? (
        <ThreadBody view={view} tree={tree} place={place} wide={wide} />
      ) : problem ? (
        <div className="mx-auto flex w-full max-w-lg flex-1 flex-col justify-center px-6">
          <Notice
            tone={problem.status === 404 ? "info" : "danger"}
            title={t(problem.status === 404 ? "room.noThread" : "thread.failed")}
            actions={
              problem.status !== 404 && (
                <Button size="sm" onClick={() => setAttempts(attempts + 1)}>
                  {t("action.retry")}
                </Button>
              )
            }
          >
            {problem.status === 404 ? t("room.noThreadText") : problem.message}
          </Notice>
        </div>
      ) : (
        <Loading />
      )}
    </section>
  );
}

const bar =
  "flex h-10 shrink-0 items-center gap-2 border-b border-line px-4 text-[0.8125rem] font-medium text-muted hoverable:hover:text-text";

function BackToList() {
  const { conversationId } = useRoom();
  return (
    <Link to="/chats/$conversationId" params={{ conversationId }} search={{}} className={bar}>
      <ArrowLeft className="size-4 shrink-0 rtl:rotate-180" aria-hidden />
      {t("threads.back")}
    </Link>
  );
}

/** From a part of a thread to what is above it. */
function WayUp({ above }: { above: readonly Message[] }) {
  const { conversationId, nameOf } = useRoom();
  const root = above[0];
  const parent = above.at(-1);
  if (!root || !parent) return null;
  const top = topFor(above)?.id ?? root.id;
  const author = parent.answer ? parent.answer.model_name : nameOf(parent.author_user_id);
  return (
    <Link
      to="/chats/$conversationId"
      params={{ conversationId }}
      search={{ thread: root.id, ...(top !== root.id && { from: top }) }}
      className={bar}
    >
      <CornerLeftUp className="size-4 shrink-0" aria-hidden />
      <span className="shrink-0">{t("thread.up")}</span>
      <span className="truncate font-normal">
        {author}: {plain(parent.content.slice(0, 240))}
      </span>
    </Link>
  );
}
