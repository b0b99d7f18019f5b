import { infiniteQueryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import type { AuditPage } from "@/shared/api/types";
import type { Filter } from "./filter";
import { queryOf } from "./filter";

export function auditQuery(filter: Filter) {
  return infiniteQueryOptions({
    queryKey: ["admin", "audit", filter],
    queryFn: ({ pageParam }): Promise<AuditPage> =>
      unwrap(
        client.GET("/api/v1/admin/audit", {
          params: { query: { ...queryOf(filter), ...(pageParam && { before: pageParam }) } },
        }),
      ) as Promise<AuditPage>,
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    // Whoever opens the page wants to know what has happened by now.
    staleTime: 0,
  });
}
