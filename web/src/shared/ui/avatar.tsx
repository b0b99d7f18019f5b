import clsx from "clsx";
import type { PresenceStatus } from "@/shared/api/types";

const dots: Record<PresenceStatus, string> = {
  online: "bg-good",
  away: "bg-transparent ring-2 ring-inset ring-warn",
  offline: "bg-transparent ring-2 ring-inset ring-faint",
};

interface Props {
  name: string;
  /** Shown as a dot, whose meaning has to be written beside it. */
  presence?: PresenceStatus | undefined;
}

/** The first letter of a name. */
export function Avatar({ name, presence }: Props) {
  return (
    <span
      aria-hidden
      className="relative flex size-9 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold uppercase text-accent-text"
    >
      {[...name][0]}
      {presence && (
        <span className="absolute -end-0.5 -bottom-0.5 rounded-full bg-surface p-0.5">
          <span className={clsx("block size-2.5 rounded-full", dots[presence])} />
        </span>
      )}
    </span>
  );
}
