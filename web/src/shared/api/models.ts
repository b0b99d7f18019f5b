import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import type { Model } from "./types";

/** The models one can choose, the default first. */
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  staleTime: 60_000,
  queryFn: (): Promise<Model[]> => unwrap(client.GET("/api/v1/models")),
});

/** Has providers that do not answer asked again; the list is read once more at once. */
export function useRefreshModels() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/models/refresh")),
    onSettled: () => queries.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  });
}

export interface ProviderGroup {
  provider: string;
  models: Model[];
}

/** Models under their providers, in the order in which the first of each comes. */
export function byProvider(models: readonly Model[]): ProviderGroup[] {
  const groups = new Map<string, ProviderGroup>();
  for (const model of models) {
    const group = groups.get(model.provider_id) ?? { provider: model.provider_name, models: [] };
    group.models.push(model);
    groups.set(model.provider_id, group);
  }
  return [...groups.values()];
}
