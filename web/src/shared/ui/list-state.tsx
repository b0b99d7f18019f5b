import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Arriving } from "./arriving";

interface Props {
  pending: boolean;
  error: unknown;
  empty: boolean;
  onRetry: () => void;
  emptyIcon: LucideIcon;
  emptyTitle: string;
  emptyText: string;
  children: ReactNode;
}

/** A list, or why there is none to see. */
export function ListState({
  pending,
  error,
  empty,
  onRetry,
  emptyIcon: Icon,
  emptyTitle,
  emptyText,
  children,
}: Props) {
  if (pending || error) return <Arriving error={error} onRetry={onRetry} />;
  if (!empty) return children;
  return (
    <div className="flex flex-col items-center rounded-2xl border border-dashed border-line-strong px-6 py-14 text-center">
      <Icon className="size-7 text-faint" strokeWidth={1.6} aria-hidden />
      <p className="mt-3 font-medium">{emptyTitle}</p>
      <p className="mt-1 max-w-sm text-sm text-muted">{emptyText}</p>
    </div>
  );
}
