import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "@/shared/i18n";
import { Button } from "./button";
import { useReturnFocus } from "./use-return-focus";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  action: string;
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ open, onOpenChange, title, description, action, onConfirm }: Props) {
  const focus = useReturnFocus();
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/35 backdrop-blur-[2px] dark:bg-black/55" />
        <AlertDialog.Content
          {...focus}
          className="fixed inset-x-3 bottom-3 z-50 mx-auto max-w-md animate-rise rounded-2xl bg-surface p-5 shadow-pop outline-none sm:bottom-auto sm:top-[18vh] sm:p-6"
        >
          <AlertDialog.Title className="text-[1.0625rem] font-semibold tracking-[-0.01em]">
            {title}
          </AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-muted">
            {description}
          </AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t("action.cancel")}</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button variant="danger" onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
