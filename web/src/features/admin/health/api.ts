import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import type { AdminHealth } from "@/shared/api/types";

const lookEveryMs = 60_000;

export const healthQuery = queryOptions({
  queryKey: ["admin", "health"],
  queryFn: (): Promise<AdminHealth> => unwrap(client.GET("/api/v1/admin/health")),
  refetchInterval: lookEveryMs,
  retry: false,
});
