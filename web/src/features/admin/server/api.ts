import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import { serverQuery } from "@/shared/api/server";
import type { ServerSettings } from "@/shared/api/types";

export const settingsQuery = queryOptions({
  queryKey: ["admin", "server"],
  queryFn: (): Promise<ServerSettings> => unwrap(client.GET("/api/v1/admin/server")),
});

/** What is absent stays as it is. */
export interface SettingsPatch {
  public_url?: string;
  trusted_proxies?: string[];
  start_at_login?: boolean;
  lmstudio_cli_path?: string;
}

export function useSaveSettings() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SettingsPatch): Promise<ServerSettings> =>
      unwrap(client.PUT("/api/v1/admin/server", { body })),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      // It names the public address.
      return queries.invalidateQueries({ queryKey: serverQuery.queryKey });
    },
  });
}
