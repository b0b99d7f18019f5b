import { useRef } from "react";

/**
 * Gives the focus back to what had it when a layer opened. Radix returns it to
 * the layer's own trigger, and these layers are opened from elsewhere.
 */
export function useReturnFocus() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}
