import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { t } from "@/shared/i18n";
import { modPressed } from "@/shared/lib/media";
import { Button } from "@/shared/ui/button";

interface Props {
  text: string;
  onSave: (text: string) => Promise<boolean>;
  /** Saves and has the message answered again; absent where there is nothing to answer. */
  onRerun?: ((text: string) => void) | undefined;
  onCancel: () => void;
}

/** A sent message, edited where it stands. */
export function EditForm({ text, onSave, onRerun, onCancel }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [value, setValue] = useState(text);
  const [saving, setSaving] = useState(false);
  const blank = value.trim() === "";

  useEffect(() => {
    const element = field.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, []);

  const save = async () => {
    setSaving(true);
    if (!(await onSave(value))) setSaving(false);
  };
  const submit = () => {
    if (blank || saving) return;
    if (onRerun) onRerun(value);
    else void save();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      // Escape would otherwise stop a running answer as well.
      event.preventDefault();
      onCancel();
    }
    if (event.key === "Enter" && modPressed(event)) {
      event.preventDefault();
      submit();
    }
  };
  return (
    <form
      aria-label={t("edit.label")}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      className="w-full rounded-2xl border border-line-strong bg-surface p-3 shadow-card"
    >
      <textarea
        ref={field}
        value={value}
        rows={Math.min(12, value.split("\n").length + 1)}
        aria-label={t("edit.field")}
        onChange={(event) => setValue(event.target.value)}
        onKeyDown={onKeyDown}
        className="grow-field block max-h-[50dvh] w-full resize-none bg-transparent px-1 text-[0.9688rem] touch:text-base leading-relaxed outline-hidden"
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        {onRerun && <p className="me-auto px-1 text-xs text-muted">{t("edit.note")}</p>}
        <Button size="sm" variant="ghost" onClick={onCancel}>
          {t("action.cancel")}
        </Button>
        <Button
          size="sm"
          busy={saving}
          disabled={blank}
          onClick={save}
          {...(!onRerun && { variant: "primary" as const })}
        >
          {t("action.save")}
        </Button>
        {onRerun && (
          <Button size="sm" variant="primary" type="submit" disabled={blank}>
            {t("edit.rerun")}
          </Button>
        )}
      </div>
    </form>
  );
}
