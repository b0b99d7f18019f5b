/** Which part of the log is looked at. Empty fields select everything. */
export interface Filter {
  /** A user name. */
  readonly actor: string;
  /** What actions are about: the part of their names before the dot. */
  readonly group: string;
  /** The first and the last day, as a date field has them: 2026-03-01. */
  readonly since: string;
  readonly until: string;
}

export const everything: Filter = { actor: "", group: "", since: "", until: "" };

interface Query {
  actor?: string;
  action?: string;
  since?: string;
  until?: string;
}

/** The filter as the server takes it. Days are those of the person who looks. */
export function queryOf({ actor, group, since, until }: Filter): Query {
  return {
    ...(actor && { actor }),
    ...(group && { action: group }),
    ...(since && { since: startOf(since, 0) }),
    ...(until && { until: startOf(until, 1) }),
  };
}

/** When a day begins, or one that many days later. */
function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

export type ExportFormat = "csv" | "jsonl";

export function exportAddress(filter: Filter, format: ExportFormat): string {
  return `/api/v1/admin/audit/export?${new URLSearchParams({ format, ...queryOf(filter) })}`;
}
