import clsx from "clsx";
import type { LucideIcon } from "lucide-react";

interface Props {
  icon: LucideIcon;
  title: string;
  on: boolean;
  /** Whether it is in sight even though it is off. */
  shown: boolean;
  onClick: () => void;
  className?: string | undefined;
}

/**
 * A small thing to click inside an option. An option must not contain controls,
 * so this is none to assistive technology; the bar below the list has them.
 */
export function PointerAction({ icon: Icon, title, on, shown, onClick, className }: Props) {
  return (
    <span
      aria-hidden
      title={title}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
      className={clsx(
        "flex size-7 shrink-0 items-center justify-center rounded-md hoverable:hover:bg-selected touch:size-9",
        on ? "text-accent-text" : "text-muted",
        !on && !shown && "opacity-0 touch:opacity-60",
        className,
      )}
    >
      <Icon className={clsx("size-3.5", on && "fill-current")} />
    </span>
  );
}
