import type { ReactNode } from "react";
import type { LmStudio } from "@/shared/api/types";
import { formatBytes } from "@/shared/lib/bytes";

interface Props {
  model: LmStudio["loaded"][number];
  children: ReactNode;
}

/** A model by its names and its size, and what can be done with it. */
export function ModelLine({ model, children }: Props) {
  const named = model.display_name !== null && model.display_name !== model.id;
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium [overflow-wrap:anywhere]">{model.display_name ?? model.id}</p>
        <p className="flex flex-wrap gap-x-3 text-[0.8125rem] text-muted">
          {named && <span className="font-mono text-xs/5 [overflow-wrap:anywhere]">{model.id}</span>}
          {model.size_bytes !== null && <span>{formatBytes(model.size_bytes)}</span>}
        </p>
      </div>
      {children}
    </li>
  );
}
