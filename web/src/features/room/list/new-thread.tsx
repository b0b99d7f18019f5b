import { useNavigate } from "@tanstack/react-router";
import { MessagesSquare } from "lucide-react";
import { t } from "@/shared/i18n";
import type { Outgoing } from "@/shared/live/outbox";
import { Empty } from "@/shared/ui/empty";
import { ReadOnlyNote } from "../composer/read-only-note";
import { RoomComposer } from "../composer/room-composer";
import { useRoom } from "../room-context";
import { Unsent } from "../thread/unsent";

interface Props {
  outbox: readonly Outgoing[];
}

/** Beside the list of threads, while none is open: the place to begin one. */
export function NewThread({ outbox }: Props) {
  return (
    <section
      aria-label={t("thread.newTitle")}
      className="flex min-w-0 flex-1 flex-col justify-center px-6 pb-[12vh]"
    >
      <div className="mx-auto w-full max-w-[42rem]">
        <div className="mb-6">
          <Empty icon={MessagesSquare} title={t("thread.newTitle")} text={t("thread.newText")} />
        </div>
        <NewThreadComposer outbox={outbox} takesFocus />
      </div>
    </section>
  );
}

export function NewThreadComposer({ outbox, takesFocus }: Props & { takesFocus: boolean }) {
  const { room, conversationId, canPost } = useRoom();
  const navigate = useNavigate();
  const unsent = outbox.filter((out) => out.parentId === undefined);

  const start = async (text: string) => {
    const root = await room.sending.send(text, undefined);
    if (!root) return;
    await navigate({ to: "/chats/$conversationId", params: { conversationId }, search: { thread: root.id } });
  };
  if (!canPost) return <ReadOnlyNote />;
  return (
    <div className="flex flex-col gap-3">
      {unsent.map((out) => (
        <Unsent key={out.id} out={out} />
      ))}
      <RoomComposer
        parentId={null}
        rootId={null}
        label={t("thread.first")}
        placeholder={t("thread.firstPlaceholder")}
        takesFocus={takesFocus}
        onSend={(text) => void start(text)}
      />
    </div>
  );
}
