import clsx from "clsx";
import { ArrowUp, Square } from "lucide-react";
import {
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { focusIsFree } from "@/shared/a11y/focus-is-free";
import { t } from "@/shared/i18n";
import { onForget } from "@/shared/lib/forget";
import { isMac, isTouch, modPressed } from "@/shared/lib/media";
import { type SendKey, useSendKey } from "@/shared/lib/preferences";
import { loadDraft, saveDraft } from "./drafts";

interface Props {
  draftKey: string;
  generating: boolean;
  /** Why nothing can be sent; null when it can. */
  blocked: string | null;
  /** What was sent is on its way and stays in sight until it has arrived. */
  busy?: boolean;
  onSend: (text: string) => void;
  onStop?: () => void;
  /** Further controls, such as the model picker. */
  children?: ReactNode;
  fieldRef?: RefObject<HTMLTextAreaElement | null>;
  /** What the field is called; there may be several on a page. */
  label?: string;
  placeholder?: string;
  /** Whether it takes the focus when it appears; never on touch screens, nor from whoever is busy elsewhere. */
  takesFocus?: boolean;
  helper?: ComposerHelper;
}

/** Something that takes part while one writes, such as the completion of names. */
export interface ComposerHelper {
  /** Sees keys before the composer does; true when it has used one. */
  onKeyDown?(event: KeyboardEvent<HTMLTextAreaElement>): boolean;
  /** The text or the place of the caret changed. */
  onChange?(field: HTMLTextAreaElement): void;
  onBlur?(): void;
  /** For the field, so that assistive technology knows of the helper. */
  attributes?: ComponentProps<"textarea">;
  /** What stands above the field. */
  layer?: ReactNode;
}

const draftPauseMs = 250;

export function Composer({
  draftKey,
  generating,
  blocked,
  busy = false,
  onSend,
  onStop,
  children,
  fieldRef,
  label,
  placeholder = t("composer.placeholder"),
  takesFocus = true,
  helper,
}: Props) {
  const own = useRef<HTMLTextAreaElement>(null);
  const field = fieldRef ?? own;
  const sendKey = useSendKey();
  const hintId = useId();
  // The text itself stays in the field: a long paste would be slow as state.
  const [empty, setEmpty] = useState(() => loadDraft(draftKey).trim() === "");
  const draftTimer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useLayoutEffect(() => growWithText(field.current), [field]);
  useEffect(() => {
    if (takesFocus && !isTouch() && focusIsFree()) field.current?.focus();
  }, [field, takesFocus]);
  useEffect(() => {
    const keep = () => {
      clearTimeout(draftTimer.current);
      if (field.current) saveDraft(draftKey, field.current.value);
    };
    const element = field.current;
    // Whoever signs out leaves no text behind, neither now nor when the page goes.
    const unforget = onForget(() => {
      clearTimeout(draftTimer.current);
      if (element) element.value = "";
    });
    addEventListener("pagehide", keep);
    return () => {
      unforget();
      removeEventListener("pagehide", keep);
      clearTimeout(draftTimer.current);
      if (element) saveDraft(draftKey, element.value);
    };
  }, [draftKey, field]);

  const onInput = () => {
    const value = field.current?.value ?? "";
    setEmpty(value.trim() === "");
    growWithText(field.current);
    if (field.current) helper?.onChange?.(field.current);
    clearTimeout(draftTimer.current);
    draftTimer.current = setTimeout(() => saveDraft(draftKey, value), draftPauseMs);
  };

  const send = () => {
    const element = field.current;
    if (!element || generating || busy || blocked !== null || element.value.trim() === "") return;
    const text = element.value;
    element.value = "";
    onInput();
    saveDraft(draftKey, "");
    onSend(text);
    // On touch screens the keyboard goes away so that the answer can be seen.
    if (isTouch()) element.blur();
    else element.focus();
  };

  return (
    <form
      aria-label={label ?? t("composer.label")}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className={clsx(
        "relative rounded-[1.35rem] border border-line-strong/70 bg-surface shadow-composer transition-[border-color] focus-within:border-line-strong",
        // Without controls of its own below, one row is enough.
        !children && "flex items-end",
      )}
    >
      {helper?.layer}
      <textarea
        ref={field}
        rows={1}
        readOnly={busy}
        defaultValue={loadDraft(draftKey)}
        placeholder={placeholder}
        aria-label={label ?? t("composer.message")}
        aria-describedby={hintId}
        enterKeyHint={sendKey === "enter" ? "send" : "enter"}
        onInput={onInput}
        onSelect={(event) => helper?.onChange?.(event.currentTarget)}
        onBlur={() => helper?.onBlur?.()}
        onKeyDown={(event) => {
          if (helper?.onKeyDown?.(event)) return event.preventDefault();
          if (!sends(event, sendKey)) return;
          event.preventDefault();
          send();
        }}
        className="grow-field block [unicode-bidi:plaintext] max-h-[40dvh] min-h-[3.25rem] w-full resize-none overflow-y-auto bg-transparent px-4.5 pt-3.5 pb-1.5 text-base leading-relaxed outline-hidden"
        {...helper?.attributes}
      />
      <div className={clsx("flex items-center gap-1", children ? "px-2.5 pb-2.5" : "pe-2 pb-2")}>
        {children && <div className="flex min-w-0 flex-1 items-center">{children}</div>}
        <p id={hintId} className={blocked !== null ? "truncate px-2 text-xs text-muted" : "sr-only"}>
          {blocked ?? sendHint(sendKey)}
        </p>
        {generating ? (
          <button
            type="button"
            aria-label={t("composer.stop")}
            title={`${t("composer.stop")} (Esc)`}
            onClick={onStop}
            className="flex size-9 touch:size-10 shrink-0 items-center justify-center rounded-full bg-text text-bg transition-opacity hoverable:hover:opacity-85"
          >
            <Square className="size-3.5 fill-current" aria-hidden />
          </button>
        ) : (
          <button
            type="submit"
            aria-label={t("composer.send")}
            title={`${t("composer.send")} (${keyName(sendKey)})`}
            disabled={empty || busy || blocked !== null}
            className={clsx(
              "flex size-9 touch:size-10 shrink-0 items-center justify-center rounded-full transition-colors duration-150",
              "bg-accent text-on-accent hoverable:hover:bg-accent-strong disabled:bg-hover disabled:text-faint",
            )}
          >
            <ArrowUp className="size-4.5" strokeWidth={2.4} aria-hidden />
          </button>
        )}
      </div>
    </form>
  );
}

function sends(event: KeyboardEvent, sendKey: SendKey): boolean {
  // While an input method composes, Enter chooses a word. Safari ends the
  // composition first and tells by the key code 229 only.
  if (event.key !== "Enter" || event.nativeEvent.isComposing || event.keyCode === 229) return false;
  if (sendKey === "mod-enter") return modPressed(event);
  return !event.shiftKey && !event.altKey;
}

function keyName(sendKey: SendKey): string {
  return sendKey === "enter" ? t("key.enter") : `${isMac ? "⌘" : "Ctrl"} ${t("key.enter")}`;
}

function sendHint(sendKey: SendKey): string {
  return t("composer.hint", { key: keyName(sendKey) });
}

/** Text longer than this surely fills the box; measuring it would be slow. */
const surelyFull = 20_000;

/** For browsers in which a field cannot size itself to its content. */
function growWithText(field: HTMLTextAreaElement | null): void {
  if (!field || CSS.supports("field-sizing", "content")) return;
  if (field.value.length > surelyFull) {
    field.style.height = "40dvh";
    return;
  }
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
