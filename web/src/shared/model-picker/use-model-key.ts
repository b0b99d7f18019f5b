import { useEffect } from "react";
import { modPressed } from "@/shared/lib/media";

/** Ctrl (Cmd) + Shift + M, unless a layer above the page has the keys. */
export function useModelKey(setOpen: (open: true) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!modPressed(event) || !event.shiftKey || event.code !== "KeyM") return;
      // The browser has a use of its own for these keys.
      event.preventDefault();
      if (!document.querySelector("[role=dialog], [role=alertdialog]")) setOpen(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [setOpen]);
}
