import clsx from "clsx";
import { Check, ChevronRight, type LucideIcon } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

const surface =
  "z-50 min-w-48 max-w-[min(20rem,calc(100vw-1.5rem))] max-h-[min(26rem,var(--radix-dropdown-menu-content-available-height))] overflow-y-auto rounded-xl bg-surface p-1 text-sm shadow-pop outline-none animate-pop";

const row =
  "flex min-h-9 touch:min-h-11 w-full cursor-pointer select-none items-center gap-2.5 rounded-lg px-2.5 py-1.5 outline-none data-[highlighted]:bg-hover data-[state=open]:bg-hover data-[disabled]:pointer-events-none data-[disabled]:opacity-50";

/** Not modal: the page stays readable for assistive technology, and a click outside reaches it. */
export function Menu(props: ComponentProps<typeof DropdownMenu.Root>) {
  return <DropdownMenu.Root modal={false} {...props} />;
}

export const MenuTrigger = DropdownMenu.Trigger;
export const MenuSub = DropdownMenu.Sub;

export function MenuContent({ className, ...rest }: ComponentProps<typeof DropdownMenu.Content>) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        sideOffset={6}
        collisionPadding={10}
        className={clsx(surface, className)}
        {...rest}
      />
    </DropdownMenu.Portal>
  );
}

interface ItemProps extends ComponentProps<typeof DropdownMenu.Item> {
  icon?: LucideIcon;
  danger?: boolean;
}

export function MenuItem({ icon: Icon, danger = false, className, children, ...rest }: ItemProps) {
  return (
    <DropdownMenu.Item className={clsx(row, danger && "text-danger", className)} {...rest}>
      {Icon && <Icon className={clsx("size-4 shrink-0", !danger && "text-muted")} aria-hidden />}
      {children}
    </DropdownMenu.Item>
  );
}

export function MenuChoice({ children, ...rest }: ComponentProps<typeof DropdownMenu.RadioItem>) {
  return (
    <DropdownMenu.RadioItem className={row} {...rest}>
      <span className="flex size-4 shrink-0 items-center justify-center">
        <DropdownMenu.ItemIndicator>
          <Check className="size-4 text-accent-text" aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.RadioItem>
  );
}

export const MenuChoices = DropdownMenu.RadioGroup;

export function MenuSubTrigger({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <DropdownMenu.SubTrigger className={row}>
      <Icon className="size-4 shrink-0 text-muted" aria-hidden />
      <span className="flex-1">{children}</span>
      <ChevronRight className="size-4 text-faint rtl:rotate-180" aria-hidden />
    </DropdownMenu.SubTrigger>
  );
}

export function MenuSubContent({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.SubContent sideOffset={4} collisionPadding={10} className={surface}>
        {children}
      </DropdownMenu.SubContent>
    </DropdownMenu.Portal>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pb-1 pt-2 text-xs font-medium text-muted">
      {children}
    </DropdownMenu.Label>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />;
}
