import clsx from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "@/shared/i18n";
import { IconButton } from "./button";
import { focusFirstField, useLayerFocus } from "./use-layer-focus";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  wide?: boolean;
}

/** A layer that needs an answer first. Escape closes it and focus goes back. */
export function Dialog({ open, onOpenChange, title, description, children, wide = false }: Props) {
  const focus = useLayerFocus(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-black/35 backdrop-blur-[2px] dark:bg-black/55" />
        <Radix.Content
          {...focus}
          onOpenAutoFocus={focusFirstField}
          {...(!description && { "aria-describedby": undefined })}
          className={clsx(
            "fixed inset-x-3 bottom-3 z-50 mx-auto flex max-h-[calc(100dvh-1.5rem)] animate-rise flex-col overflow-y-auto rounded-2xl bg-surface p-5 shadow-pop outline-hidden sm:bottom-auto sm:p-6",
            wide ? "max-w-xl sm:top-[7vh] sm:max-h-[86vh]" : "max-w-md sm:top-[12vh] sm:max-h-[76vh]",
          )}
        >
          <div className="mb-4 flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-[1.0625rem] font-semibold leading-snug tracking-[-0.01em]">
                {title}
              </Radix.Title>
              {description && (
                <Radix.Description className="mt-1 text-sm text-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label={t("action.close")} className="-me-1.5 -mt-1.5">
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Stay in sight while a long dialog is scrolled. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap justify-end gap-2 bg-linear-to-t from-surface from-80% to-transparent px-5 pt-4 pb-5 sm:-bottom-6 sm:-mx-6 sm:-mb-6 sm:px-6 sm:pb-6">
      {children}
    </div>
  );
}
