import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { t } from "@/shared/i18n";
import { useLayerFocus } from "@/shared/ui/use-layer-focus";

/** The sidebar over the page, on narrow screens. Escape and a tap beside it close it. */
export default function Drawer({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  const focus = useLayerFocus(true);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 animate-fade bg-black/35 dark:bg-black/55" />
        <Dialog.Content
          {...focus}
          aria-describedby={undefined}
          className="fixed inset-y-0 start-0 z-40 w-[min(20rem,86vw)] animate-slide bg-sidebar shadow-pop outline-hidden"
        >
          <Dialog.Title className="sr-only">{t("sidebar.title")}</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
