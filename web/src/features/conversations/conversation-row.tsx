import { Link, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { Ellipsis, Pencil, Settings2, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import { remove, rename } from "./actions";
import { TitleField } from "./title-field";

/** Opens what there is about a conversation over the page. */
export type OpenLayer = (layer: "settings", conversationId: string) => void;

interface Props {
  conversation: Conversation;
  active: boolean;
  onOpen: OpenLayer;
}

export function ConversationRow({ conversation, active, onOpen }: Props) {
  const [renaming, setRenaming] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const navigate = useNavigate();

  const onDelete = () => {
    if (active) void navigate({ to: "/" });
    void remove(conversation);
  };
  const onRenamed = (title: string | null) => {
    setRenaming(false);
    if (title !== null) void rename(conversation, title);
    requestAnimationFrame(() => link.current?.focus());
  };

  if (renaming) return <TitleField title={conversation.title} onDone={onRenamed} />;
  return (
    <div
      className={clsx(
        "group relative flex items-center rounded-lg",
        active ? "bg-selected" : "hoverable:hover:bg-hover has-[[data-state=open]]:bg-hover",
      )}
    >
      <Link
        ref={link}
        to="/chats/$conversationId"
        params={{ conversationId: conversation.id }}
        aria-current={active ? "page" : undefined}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={(event) => {
          if (event.key === "F2") setRenaming(true);
          if (event.key === "Delete") onDelete();
        }}
        className="flex h-9 touch:h-11 min-w-0 flex-1 items-center gap-2 rounded-lg ps-2.5 pe-9 text-sm"
      >
        <Mark conversation={conversation} active={active} />
        <span className={clsx("truncate", active && "font-medium")}>{conversation.title}</span>
      </Link>
      <Menu
        align="end"
        trigger={
          <IconButton
            label={t("chat.actions", { title: conversation.title })}
            className="absolute end-0.5 opacity-0 focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 touch:opacity-100"
          >
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={[
          { kind: "item", icon: Pencil, label: t("action.rename"), onSelect: () => setRenaming(true) },
          {
            kind: "item",
            icon: Settings2,
            label: t("conversation.settings"),
            onSelect: () => onOpen("settings", conversation.id),
          },
          { kind: "item", icon: Trash2, danger: true, label: t("action.delete"), onSelect: onDelete },
        ]}
      />
    </div>
  );
}

function Mark({ conversation, active }: Omit<Props, "onOpen">) {
  if (conversation.generating) {
    return (
      <span className="size-2 shrink-0 animate-breathe rounded-full bg-accent">
        <span className="sr-only">{t("chat.generating")}</span>
      </span>
    );
  }
  if (conversation.unread > 0 && !active) {
    return (
      <span className="size-2 shrink-0 rounded-full bg-accent">
        <span className="sr-only">{t("chat.unread")}</span>
      </span>
    );
  }
  return null;
}
