import { Copy, Ellipsis, Link as LinkIcon, Pencil, Reply, Sparkles, Trash2 } from "lucide-react";
import { lazy, type ReactNode, type RefObject, Suspense, useRef, useState } from "react";
import type { Message } from "@/shared/api/types";
import { copy } from "@/shared/copy/copy";
import { t } from "@/shared/i18n";
import { isTouch } from "@/shared/lib/media";
import { CopyButton } from "@/shared/message/copy-button";
import { RegenerateMenu } from "@/shared/message/regenerate-menu";
import { ModelPicker, preloadModelPicker } from "@/shared/model-picker/model-picker";
import { IconButton } from "@/shared/ui/button";
import { Menu, type MenuEntry } from "@/shared/ui/menu";
import * as actions from "../actions";
import { useRoom, useThread } from "../room-context";

const Confirm = lazy(async () => ({ default: (await import("@/shared/ui/confirm")).Confirm }));

interface Props {
  message: Message;
  /** Who wrote it. */
  name: string;
  /** Whether a person's message was answered. */
  answered: boolean;
  /** Whose post an answer answers. */
  asker?: string | undefined;
  /** Where the text is shown with its formatting. */
  shown?: RefObject<HTMLElement | null>;
  children?: ReactNode;
}

/** What one can do with a message, as far as one may. */
export function MessageTools({ message, name, answered, asker, shown, children }: Props) {
  const { room, accountId, canPost, canModerate } = useRoom();
  const { reply, edit, replyingTo, topId } = useThread();
  const askButton = useRef<HTMLButtonElement>(null);
  const moreButton = useRef<HTMLButtonElement>(null);
  const [asking, setAsking] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const isAnswer = message.role === "assistant";
  const touch = isTouch();
  const askable = canPost && message.role === "user" && !answered;
  const remove = () => (canModerate ? void actions.remove(message, true) : setAsking(true));
  const mayChange =
    canPost && (canModerate || message.author_user_id === accountId || (isAnswer && asker === accountId));

  const more = [
    // With a pointer these have buttons of their own, for which there is no room under thumbs.
    ...(touch ? [...copyEntry(message), ...(askable ? [askEntry(() => setChoosing(true))] : [])] : []),
    linkEntry(message),
    ...(mayChange ? changeEntries(() => edit(message.id), remove) : []),
  ];
  return (
    <div className="-ms-1.5 mt-0.5 flex min-h-7 flex-wrap items-center gap-0.5">
      {canPost && (
        <button
          type="button"
          aria-label={t("reply.to", { name })}
          aria-expanded={message.id === topId ? undefined : replyingTo === message.id}
          data-reply={message.id}
          onClick={() => reply(replyingTo === message.id ? null : message.id)}
          className="inline-flex h-7 items-center gap-1 rounded-md px-1.5 text-xs font-medium text-muted hoverable:hover:bg-hover hoverable:hover:text-text touch:h-9"
        >
          <Reply className="size-3.5" aria-hidden />
          {t("reply.action")}
        </button>
      )}
      {children}
      <div className="flex items-center gap-0.5 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-[[aria-expanded=true]]:opacity-100 has-[[data-picking]]:opacity-100 touch:opacity-100">
        {message.content !== "" && !touch && <CopyButton text={message.content} {...(shown && { shown })} />}
        {canPost && isAnswer && (
          <RegenerateMenu
            message={message}
            actions={{ regenerate: (of, wish) => void actions.regenerate(room, of, wish) }}
            disabled={false}
          />
        )}
        {askable && !touch && (
          <IconButton
            ref={askButton}
            label={t("answer.ask")}
            aria-haspopup="dialog"
            aria-expanded={choosing}
            onPointerEnter={preloadModelPicker}
            onClick={() => setChoosing(!choosing)}
          >
            <Sparkles aria-hidden />
          </IconButton>
        )}
        <Menu
          align="end"
          trigger={
            <IconButton ref={moreButton} label={t("message.more")}>
              <Ellipsis aria-hidden />
            </IconButton>
          }
          entries={more}
        />
      </div>
      {askable && (
        <ModelPicker
          open={choosing}
          onOpenChange={setChoosing}
          anchor={touch ? moreButton : askButton}
          chosenId={undefined}
          onChoose={({ id }) => void actions.regenerate(room, message, { modelId: id })}
        />
      )}
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

type Entries = readonly MenuEntry[];

function copyEntry({ content }: Message): Entries {
  if (content === "") return [];
  return [{ kind: "item", icon: Copy, label: t("message.copy"), onSelect: () => void copy(content) }];
}

function askEntry(onSelect: () => void): MenuEntry {
  return { kind: "item", icon: Sparkles, label: t("answer.ask"), onSelect };
}

function linkEntry(message: Message): MenuEntry {
  const onSelect = () => void actions.copyLink(message);
  return { kind: "item", icon: LinkIcon, label: t("message.copyLink"), onSelect };
}

function changeEntries(edit: () => void, remove: () => void): Entries {
  return [
    { kind: "item", icon: Pencil, label: t("message.edit"), onSelect: edit },
    { kind: "item", icon: Trash2, danger: true, label: t("message.remove"), onSelect: remove },
  ];
}
