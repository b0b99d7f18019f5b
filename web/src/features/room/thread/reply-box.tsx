import { useNavigate } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { RoomComposer } from "../composer/room-composer";
import { useRoom, useThread } from "../room-context";

interface Props {
  parentId: string;
  /** The message at which the thread is continued: the one replied to, or the one that it answers. */
  questionId: string;
  /** Whether the reply will be too deep for this view. */
  isDeepest: boolean;
}

/** A composer right below the message that is replied to. */
export function ReplyBox({ parentId, questionId, isDeepest }: Props) {
  const { room, conversationId } = useRoom();
  const navigate = useNavigate();
  const { rootId, reply } = useThread();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollIntoView({ block: "nearest" });
  }, []);

  const close = () => {
    reply(null);
    // Back to where one came from.
    document.querySelector<HTMLElement>(`[data-reply="${parentId}"]`)?.focus();
  };
  const send = async (text: string) => {
    reply(null);
    const sent = await room.sending.send(text, parentId);
    if (!sent || !isDeepest) return;
    const search = { thread: rootId, from: questionId };
    await navigate({ to: "/chats/$conversationId", params: { conversationId }, search });
  };
  return (
    <div ref={box} className="my-2 ms-8 scroll-my-4 sm:ms-9.5">
      <RoomComposer
        key={parentId}
        parentId={parentId}
        rootId={rootId}
        label={t("reply.inPlace")}
        placeholder={t("reply.placeholder")}
        takesFocus
        onCancel={close}
        onSend={(text) => void send(text)}
      >
        <IconButton label={t("action.cancel")} onClick={close} className="rounded-full!">
          <X aria-hidden />
        </IconButton>
      </RoomComposer>
    </div>
  );
}
