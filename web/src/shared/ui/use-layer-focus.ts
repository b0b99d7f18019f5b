import { useState } from "react";
import { isTouch } from "@/shared/lib/media";

/**
 * Gives the focus back to what had it when a layer opened. Radix returns it to
 * the layer's own trigger, and these layers are opened from elsewhere.
 */
export function useLayerFocus(open: boolean) {
  const [before, setBefore] = useState<{ open: boolean; opener: Element | null }>({
    open: false,
    opener: null,
  });
  // Noted while rendering: afterwards a field of the layer may have taken the focus by itself.
  if (before.open !== open) setBefore({ open, opener: open ? document.activeElement : before.opener });
  return {
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (before.opener instanceof HTMLElement) before.opener.focus();
    },
  };
}

/** Begins at a layer's first field rather than at the button that closes it; on touch screens that would bring up the keyboard. */
export function focusFirstField(event: Event): void {
  const layer = event.currentTarget as HTMLElement;
  const field = layer.querySelector<HTMLElement>(
    "input:not([type=hidden], [type=radio], [type=checkbox], :disabled), textarea:not(:disabled), select:not(:disabled)",
  );
  if (!field || isTouch()) return;
  event.preventDefault();
  field.focus();
}
