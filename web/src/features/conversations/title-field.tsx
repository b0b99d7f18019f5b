import { useEffect, useRef } from "react";
import { t } from "@/shared/i18n";

interface Props {
  title: string;
  /** The new title, or null when it was cancelled. */
  onDone: (title: string | null) => void;
}

/** A conversation's title, edited where it stands. Leaving the field keeps the text. */
export function TitleField({ title, onDone }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const finish = (value: string | null) => {
    if (done.current) return;
    done.current = true;
    onDone(value);
  };
  return (
    <input
      ref={field}
      defaultValue={title}
      maxLength={200}
      aria-label={t("chat.title")}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") finish(event.currentTarget.value);
        if (event.key === "Escape") {
          event.stopPropagation();
          finish(null);
        }
      }}
      className="h-9 touch:h-11 w-full rounded-lg border border-accent bg-surface px-2.5 text-sm touch:text-base outline-hidden ring-3 ring-accent/20"
    />
  );
}
