import { Link, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { Ellipsis, MessageCircle, UsersRound } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { mayManage } from "@/shared/lib/rights";
import { IconButton } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import { remove, rename } from "./actions";
import { Marks } from "./marks";
import type { OpenLayer } from "./open-layer";
import { rowEntries } from "./row-entries";
import { TitleField } from "./title-field";

interface Props {
  conversation: Conversation;
  active: boolean;
  onOpen: OpenLayer;
}

export function ConversationRow({ conversation, active, onOpen }: Props) {
  const [renaming, setRenaming] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const navigate = useNavigate();
  const Icon = conversation.is_group ? UsersRound : MessageCircle;
  const unread = conversation.unread > 0 && !active;

  const onDelete = () => {
    // What is gone for others, too, is asked about.
    if (conversation.is_group) return onOpen("delete", conversation.id);
    if (active) void navigate({ to: "/" });
    void remove(conversation);
  };
  const onRenamed = (title: string | null) => {
    setRenaming(false);
    if (title !== null) void rename(conversation, title);
    requestAnimationFrame(() => link.current?.focus());
  };
  const onRename = () => setRenaming(true);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "F2" && mayManage(conversation.role)) onRename();
    if (event.key === "Delete" && conversation.role === "owner") onDelete();
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
        onDoubleClick={() => mayManage(conversation.role) && onRename()}
        onKeyDown={onKeyDown}
        className="flex h-9 touch:h-11 min-w-0 flex-1 items-center gap-2.5 rounded-lg ps-2.5 pe-2.5 text-sm touch:pe-10 group-focus-within:pe-10 group-has-[[data-state=open]]:pe-10 hoverable:group-hover:pe-10"
      >
        <Icon
          className={clsx("size-4 shrink-0", active || unread ? "text-accent-text" : "text-faint")}
          strokeWidth={1.9}
          aria-hidden
        />
        <span className={clsx("truncate", active && "font-medium", unread && "font-semibold")}>
          {conversation.title}
        </span>
        {conversation.is_group && <span className="sr-only">{t("group.mark")}</span>}
        <Marks conversation={conversation} active={active} />
      </Link>
      <Menu
        align="end"
        trigger={
          <IconButton
            label={t("chat.actions", { title: conversation.title })}
            className="absolute end-0.5 opacity-0 focus-visible:opacity-100 group-hover:opacity-100 group-focus-within:opacity-100 data-[state=open]:opacity-100 touch:opacity-100"
          >
            <Ellipsis aria-hidden />
          </IconButton>
        }
        entries={rowEntries(conversation, { onOpen, onRename, onDelete })}
      />
    </div>
  );
}
