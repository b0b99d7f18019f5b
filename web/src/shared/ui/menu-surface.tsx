/** The open menu. It is a chunk of its own: see menu.tsx. */
import clsx from "clsx";
import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Fragment, type ReactElement, useRef } from "react";
import { directionOf, useLanguage } from "@/shared/i18n";
import type { MenuEntry, MenuPlacement } from "./menu";

const surface =
  "z-50 min-w-44 max-w-[min(20rem,calc(100vw-1.5rem))] max-h-[min(26rem,var(--radix-dropdown-menu-content-available-height))] overflow-y-auto rounded-xl bg-surface p-1 text-sm shadow-pop outline-hidden animate-pop";

const row =
  "flex min-h-9 touch:min-h-11 w-full cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-hidden data-[highlighted]:bg-hover data-[state=open]:bg-hover data-[disabled]:pointer-events-none data-[disabled]:opacity-50";

interface Props extends MenuPlacement {
  trigger: ReactElement;
  entries: readonly MenuEntry[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export default function MenuSurface({ trigger, entries, open, onOpenChange, align, side, wide }: Props) {
  // What was chosen happens after the focus went back to the button: a dialog
  // then knows where to return it to.
  const chosen = useRef<(() => void) | undefined>(undefined);
  const choose = (action: (() => void) | undefined) => {
    chosen.current = action;
  };
  return (
    // Not modal: the page stays readable for assistive technology, and a click
    // outside reaches what it is meant for.
    <DropdownMenu.Root modal={false} dir={directionOf(useLanguage())} open={open} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align ?? "start"}
          side={side ?? "bottom"}
          sideOffset={6}
          collisionPadding={10}
          onCloseAutoFocus={() => {
            const action = chosen.current;
            chosen.current = undefined;
            if (action) queueMicrotask(action);
          }}
          className={clsx(surface, wide && "w-[var(--radix-dropdown-menu-trigger-width)]")}
        >
          <Entries entries={entries} choose={choose} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type Choose = (action: (() => void) | undefined) => void;

function Entries({ entries, choose }: { entries: readonly MenuEntry[]; choose: Choose }) {
  return entries.map((entry, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a menu does not change while it is open
    <Fragment key={i}>
      <Entry entry={entry} choose={choose} />
    </Fragment>
  ));
}

function Entry({ entry, choose }: { entry: MenuEntry; choose: Choose }) {
  switch (entry.kind) {
    case "separator":
      return <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />;
    case "label":
      return (
        <DropdownMenu.Label className="px-2.5 pb-1 pt-2 text-xs font-medium text-muted">
          {entry.label}
        </DropdownMenu.Label>
      );
    case "menu":
      return (
        <DropdownMenu.Sub>
          <DropdownMenu.SubTrigger className={row}>
            <entry.icon className="size-4 shrink-0 text-muted" aria-hidden />
            <span className="flex-1">{entry.label}</span>
            <ChevronRight className="size-4 text-faint rtl:rotate-180" aria-hidden />
          </DropdownMenu.SubTrigger>
          <DropdownMenu.Portal>
            <DropdownMenu.SubContent sideOffset={4} collisionPadding={10} className={surface}>
              <Entries entries={entry.entries} choose={choose} />
            </DropdownMenu.SubContent>
          </DropdownMenu.Portal>
        </DropdownMenu.Sub>
      );
    case "choices":
      return (
        <DropdownMenu.RadioGroup value={entry.value} onValueChange={entry.onChoose}>
          {entry.options.map((option) => (
            <DropdownMenu.RadioItem key={option.value} value={option.value} className={row}>
              <span className="flex size-4 shrink-0 items-center justify-center">
                <DropdownMenu.ItemIndicator>
                  <Check className="size-4 text-accent-text" aria-hidden />
                </DropdownMenu.ItemIndicator>
              </span>
              {option.label}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      );
    case "item":
      return (
        <DropdownMenu.Item
          className={clsx(row, entry.danger && "text-danger")}
          disabled={entry.disabled ?? false}
          onSelect={() => choose(entry.onSelect)}
        >
          {entry.icon && (
            <entry.icon className={clsx("size-4 shrink-0", !entry.danger && "text-muted")} aria-hidden />
          )}
          <span className="truncate">{entry.label}</span>
          {entry.hint && <kbd className="ms-auto ps-4 font-sans text-xs text-muted">{entry.hint}</kbd>}
        </DropdownMenu.Item>
      );
  }
}
