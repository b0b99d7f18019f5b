import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "@/shared/i18n";
import { IconButton } from "./button";
import { useLayerFocus } from "./use-layer-focus";

interface Props {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** A panel at the end of the page, over it. Escape and a tap beside it close it. */
export function Sheet({ title, onClose, children }: Props) {
  const focus = useLayerFocus(true);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade bg-black/35 dark:bg-black/55" />
        <Dialog.Content
          {...focus}
          aria-describedby={undefined}
          className="safe-bottom fixed inset-y-0 end-0 z-40 flex w-[min(24rem,100vw)] animate-slide-end flex-col bg-surface shadow-pop outline-hidden"
        >
          <div className="flex h-14 shrink-0 items-center gap-2 border-b border-line ps-5 pe-2.5">
            <Dialog.Title className="min-w-0 flex-1 truncate text-[1.0625rem] font-semibold tracking-[-0.01em]">
              {title}
            </Dialog.Title>
            <Dialog.Close asChild>
              <IconButton large label={t("action.close")}>
                <X aria-hidden />
              </IconButton>
            </Dialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">{children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
