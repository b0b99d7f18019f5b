import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Arriving } from "./arriving";
import { Empty } from "./empty";

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
  emptyIcon,
  emptyTitle,
  emptyText,
  children,
}: Props) {
  if (pending || error) return <Arriving error={error} onRetry={onRetry} />;
  if (!empty) return children;
  return <Empty framed icon={emptyIcon} title={emptyTitle} text={emptyText} />;
}
