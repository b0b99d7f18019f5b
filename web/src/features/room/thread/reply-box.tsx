import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { RoomComposer } from "../composer/room-composer";
import { useRoom, useThread } from "../room-context";

/** A composer right below the message that is replied to. */
export function ReplyBox({ parentId }: { parentId: string }) {
  const { room } = useRoom();
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
        onSend={(text) => {
          reply(null);
          void room.send(text, parentId);
        }}
      >
        <IconButton label={t("action.cancel")} onClick={close} className="rounded-full!">
          <X aria-hidden />
        </IconButton>
      </RoomComposer>
    </div>
  );
}
