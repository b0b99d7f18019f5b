import { type ReactNode, useMemo, useRef } from "react";
import { Composer, type ComposerHelper } from "@/shared/composer/composer";
import { useRoom } from "../room-context";
import { useCompletion } from "./use-completion";
import { useTypingSignal } from "./use-typing-signal";

interface Props {
  /** What the message will stand below; null for a new thread. */
  parentId: string | null;
  /** The thread in which the others see one type; null for a new one. */
  rootId: string | null;
  label: string;
  placeholder: string;
  takesFocus: boolean;
  onSend: (text: string) => void;
  /** Escape, when nothing else uses it. */
  onCancel?: () => void;
  /** Arrow up in an empty field. */
  onUp?: () => void;
  children?: ReactNode;
}

/** The composer of a room: names are completed, and the others see one type. */
export function RoomComposer({
  parentId,
  rootId,
  label,
  placeholder,
  takesFocus,
  onSend,
  onCancel,
  onUp,
  children,
}: Props) {
  const { conversationId, accountId, targets } = useRoom();
  const field = useRef<HTMLTextAreaElement>(null);
  // Nobody calls oneself.
  const others = useMemo(() => targets.filter(({ id }) => id !== accountId), [targets, accountId]);
  const completion = useCompletion(field, others);
  const signal = useTypingSignal(conversationId, rootId);
  const written = useRef("");

  const helper: ComposerHelper = {
    ...completion,
    onChange(element) {
      completion.onChange?.(element);
      // Moving the caret is not typing.
      if (element.value !== written.current) signal.typing(element.value);
      written.current = element.value;
    },
    onBlur() {
      completion.onBlur?.();
      signal.stopped();
    },
    onKeyDown(event) {
      if (completion.onKeyDown?.(event)) return true;
      if (event.nativeEvent.isComposing) return false;
      if (event.key === "Escape" && onCancel) onCancel();
      else if (event.key === "ArrowUp" && onUp && event.currentTarget.value === "") onUp();
      else return false;
      return true;
    },
  };
  return (
    <Composer
      draftKey={draftKey(conversationId, parentId)}
      generating={false}
      blocked={null}
      fieldRef={field}
      label={label}
      placeholder={placeholder}
      takesFocus={takesFocus}
      helper={helper}
      onSend={onSend}
    >
      {children}
    </Composer>
  );
}

export function draftKey(conversationId: string, parentId: string | null): string {
  return `${conversationId}.${parentId ?? "new"}`;
}
