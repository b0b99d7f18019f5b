/**
 * Menus as data. What draws an open menu (positions, focus, keys) is larger
 * than most pages, and a page has many menus: it is fetched when the first one
 * is reached for, and until then a menu costs no more than its button.
 */
import type { LucideIcon } from "lucide-react";
import { cloneElement, lazy, type ReactElement, Suspense, useState } from "react";

export type MenuEntry =
  | {
      readonly kind: "item";
      readonly label: string;
      readonly icon?: LucideIcon;
      /** The keys that do the same. */
      readonly hint?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly onSelect?: () => void;
    }
  | {
      readonly kind: "menu";
      readonly label: string;
      readonly icon: LucideIcon;
      readonly entries: readonly MenuEntry[];
    }
  | {
      readonly kind: "choices";
      readonly value: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly onChoose: (value: string) => void;
    }
  | { readonly kind: "label"; readonly label: string }
  | { readonly kind: "separator" };

export interface MenuPlacement {
  align?: "start" | "end";
  side?: "top" | "bottom";
  /** As wide as its button. */
  wide?: boolean;
}

interface Props extends MenuPlacement {
  /** The button that opens the menu. */
  trigger: ReactElement<TriggerProps>;
  entries: readonly MenuEntry[];
}

interface TriggerProps {
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
}

const loadSurface = () => import("./menu-surface");
const Surface = lazy(loadSurface);
const preload = () => void loadSurface();

export function Menu({ trigger, entries, ...placement }: Props) {
  // null: not opened yet.
  const [open, setOpen] = useState<boolean | null>(null);
  const button = cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => setOpen(true),
  });
  if (open === null) return button;
  return (
    <Suspense fallback={button}>
      <Surface trigger={trigger} entries={entries} open={open} onOpenChange={setOpen} {...placement} />
    </Suspense>
  );
}
