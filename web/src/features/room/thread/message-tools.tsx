import { Ellipsis, Link as LinkIcon, Pencil, Reply, Sparkles, Trash2 } from "lucide-react";
import { lazy, type ReactNode, type RefObject, Suspense, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { CopyButton } from "@/shared/message/copy-button";
import { useModelEntries } from "@/shared/message/model-entries";
import { RegenerateMenu } from "@/shared/message/regenerate-menu";
import { IconButton } from "@/shared/ui/button";
import { Menu, type MenuEntry } from "@/shared/ui/menu";
import * as actions from "../actions";
import { useRoom, useThread } from "../room-context";

const Confirm = lazy(async () => ({ default: (await import("@/shared/ui/confirm")).Confirm }));

interface Props {
  message: Message;
  /** Whether a person's message was answered. */
  answered: boolean;
  /** Whose post an answer answers. */
  asker?: string | undefined;
  /** Where the text is shown with its formatting. */
  shown?: RefObject<HTMLElement | null>;
  children?: ReactNode;
}

/** What one can do with a message, as far as one may. */
export function MessageTools({ message, answered, asker, shown, children }: Props) {
  const { room, accountId, canPost, canModerate } = useRoom();
  const { reply, edit, replyingTo } = useThread();
  const [asking, setAsking] = useState(false);
  const isAnswer = message.role === "assistant";
  const mayChange =
    canPost && (canModerate || message.author_user_id === accountId || (isAnswer && asker === accountId));
  const remove = () => (canModerate ? void actions.remove(message, true) : setAsking(true));

  const more: MenuEntry[] = [
    {
      kind: "item",
      icon: LinkIcon,
      label: t("message.copyLink"),
      onSelect: () => void actions.copyLink(message),
    },
    ...(mayChange
      ? ([
          { kind: "item", icon: Pencil, label: t("message.edit"), onSelect: () => edit(message.id) },
          { kind: "item", icon: Trash2, danger: true, label: t("message.remove"), onSelect: remove },
        ] as const)
      : []),
  ];
  return (
    <div className="-ms-1.5 mt-0.5 flex min-h-7 flex-wrap items-center gap-0.5">
      {canPost && (
        <button
          type="button"
          aria-expanded={replyingTo === message.id}
          data-reply={message.id}
          onClick={() => reply(replyingTo === message.id ? null : message.id)}
          className="inline-flex h-7 items-center gap-1 rounded-md px-1.5 text-xs font-medium text-muted hoverable:hover:bg-hover hoverable:hover:text-text touch:h-9"
        >
          <Reply className="size-3.5" aria-hidden />
          {t("reply.action")}
        </button>
      )}
      {children}
      <div className="flex items-center gap-0.5 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-[[data-state=open]]:opacity-100 touch:opacity-100">
        {message.content !== "" && <CopyButton text={message.content} {...(shown && { shown })} />}
        {canPost && isAnswer && (
          <RegenerateMenu
            message={message}
            actions={{ regenerate: (of, wish) => void actions.regenerate(room, of, wish) }}
            disabled={false}
          />
        )}
        {canPost && message.role === "user" && !answered && <AskModel message={message} />}
        <Menu
          align="end"
          trigger={
            <IconButton label={t("message.more")}>
              <Ellipsis aria-hidden />
            </IconButton>
          }
          entries={more}
        />
      </div>
      {asking && (
        <Suspense>
          <Confirm
            open
            onOpenChange={setAsking}
            title={t("message.removeTitle")}
            description={t("message.removeText")}
            action={t("message.remove")}
            onConfirm={() => void actions.remove(message, false)}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Has a person's message answered, by whichever model one likes. */
function AskModel({ message }: { message: Message }) {
  const { room } = useRoom();
  const models = useModelEntries(undefined, (modelId) => void actions.regenerate(room, message, { modelId }));
  return (
    <Menu
      trigger={
        <IconButton label={t("answer.ask")}>
          <Sparkles aria-hidden />
        </IconButton>
      }
      entries={models}
    />
  );
}
