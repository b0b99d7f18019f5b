import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

interface Props {
  icon: LucideIcon;
  title: string;
  text?: string;
  /** The way on. */
  action?: ReactNode;
  /** Takes the place of a list. */
  framed?: boolean;
}

/** Where there is nothing to show: what is the matter, and what can be done. */
export function Empty({ icon: Icon, title, text, action, framed = false }: Props) {
  return (
    <div
      className={clsx(
        "flex flex-col items-center px-6 text-center",
        framed && "rounded-2xl border border-dashed border-line-strong py-12",
      )}
    >
      <span className="flex size-12 items-center justify-center rounded-2xl border border-line bg-surface text-muted shadow-card">
        <Icon className="size-5.5" strokeWidth={1.7} aria-hidden />
      </span>
      <p className="mt-4 font-semibold tracking-[-0.01em]">{title}</p>
      {text && <p className="mt-1 max-w-sm text-sm leading-relaxed text-muted text-pretty">{text}</p>}
      {action && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
