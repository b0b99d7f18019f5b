import clsx from "clsx";
import type { CSSProperties } from "react";
import { hueOf, initialsOf } from "@/shared/lib/hue";

interface Props {
  /** Decides the colour: an account's id, so that a new name keeps it. */
  id: string;
  name: string;
  className?: string;
}

/** Someone's initials on their colour; the name itself is expected beside it. */
export function Avatar({ id, name, className }: Props) {
  return (
    <span
      aria-hidden
      style={{ "--hue": hueOf(id) } as CSSProperties}
      className={clsx(
        "avatar flex shrink-0 select-none items-center justify-center rounded-full text-[0.6875rem] font-semibold uppercase leading-none",
        className ?? "size-7",
      )}
    >
      {initialsOf(name)}
    </span>
  );
}
