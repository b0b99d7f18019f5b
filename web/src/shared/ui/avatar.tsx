import clsx from "clsx";
import type { CSSProperties } from "react";
import type { PresenceStatus } from "@/shared/api/types";
import { hueOf, initialsOf } from "@/shared/lib/hue";

const dots: Record<PresenceStatus, string> = {
  online: "bg-good",
  away: "bg-transparent ring-2 ring-inset ring-warn",
  offline: "bg-transparent ring-2 ring-inset ring-faint",
};

interface Props {
  /** Decides the colour: an account's id, so that a new name keeps it. */
  id: string;
  name: string;
  /** Shown as a dot, whose meaning has to be written beside it. */
  presence?: PresenceStatus | undefined;
  /** Its size, when it is not that of a row in a list. */
  className?: string;
}

/** Someone's initials on their colour; the name itself is expected beside it. */
export function Avatar({ id, name, presence, className = "size-9 text-[0.8125rem]" }: Props) {
  return (
    <span
      aria-hidden
      style={{ "--hue": hueOf(id) } as CSSProperties}
      className={clsx(
        "avatar relative flex shrink-0 select-none items-center justify-center rounded-full font-semibold uppercase leading-none",
        className,
      )}
    >
      {initialsOf(name)}
      {presence && (
        <span className="absolute -end-0.5 -bottom-0.5 rounded-full bg-surface p-0.5">
          <span className={clsx("block size-2.5 rounded-full", dots[presence])} />
        </span>
      )}
    </span>
  );
}
