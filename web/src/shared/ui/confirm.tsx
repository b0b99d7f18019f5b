import { AlertDialog } from "radix-ui";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { t } from "@/shared/i18n";
import { Button } from "./button";
import { TextField } from "./field";
import { Form } from "./form";
import { useForm } from "./use-form";
import { useLayerFocus } from "./use-layer-focus";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  action: string;
  /** What has to be typed before, for what would take much with it: the name of what goes. */
  typed?: string;
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ open, onOpenChange, title, description, action, typed, onConfirm }: Props) {
  const focus = useLayerFocus(open);
  const field = useRef<HTMLInputElement>(null);
  const onOpenAutoFocus = (event: Event) => {
    if (typed === undefined) return;
    event.preventDefault();
    field.current?.focus();
  };
  const confirm = () => {
    onConfirm();
    onOpenChange(false);
  };
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/35 backdrop-blur-[2px] dark:bg-black/55" />
        <AlertDialog.Content
          {...focus}
          onOpenAutoFocus={onOpenAutoFocus}
          className="fixed inset-x-3 bottom-3 z-50 mx-auto max-h-[calc(100dvh-1.5rem)] max-w-md animate-rise overflow-y-auto rounded-2xl bg-surface p-5 shadow-pop outline-hidden [overflow-wrap:anywhere] sm:bottom-auto sm:top-[18vh] sm:max-h-[76vh] sm:p-6"
        >
          <AlertDialog.Title className="text-[1.0625rem] font-semibold tracking-[-0.01em]">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-muted">
            {description}
          </AlertDialog.Description>
          {typed === undefined ? (
            <Answers
              action={
                <Button variant="danger" onClick={confirm}>
                  {action}
                </Button>
              }
            />
          ) : (
            <TypedConfirmation field={field} typed={typed} action={action} onConfirm={confirm} />
          )}
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

interface TypedProps {
  field: RefObject<HTMLInputElement | null>;
  typed: string;
  action: string;
  onConfirm: () => void;
}

function TypedConfirmation({ field, typed, action, onConfirm }: TypedProps) {
  const [text, setText] = useState("");
  const form = useForm({
    read: () => text.trim(),
    check: (name) => (name === typed.trim() ? {} : { text: t("confirm.differs", { text: typed }) }),
    send: onConfirm,
  });
  return (
    <Form form={form} className="mt-4">
      <TextField
        ref={field}
        label={t("confirm.type", { text: typed })}
        value={text}
        onChange={(event) => setText(event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={form.errors.text}
      />
      <Answers
        action={
          <Button variant="danger" type="submit">
            {action}
          </Button>
        }
      />
    </Form>
  );
}

function Answers({ action }: { action: ReactNode }) {
  return (
    <div className="mt-5 flex flex-wrap justify-end gap-2">
      <AlertDialog.Cancel asChild>
        <Button>{t("action.cancel")}</Button>
      </AlertDialog.Cancel>
      {action}
    </div>
  );
}
