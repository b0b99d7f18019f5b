/** Providers and all models, for administrators. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import { modelsQuery } from "./models";
import type { ConnectionTest, Model, Provider } from "./types";

export const providersQuery = queryOptions({
  queryKey: ["admin", "providers"],
  queryFn: (): Promise<Provider[]> => unwrap(client.GET("/api/v1/admin/providers")),
});

export const allModelsQuery = queryOptions({
  queryKey: ["admin", "models"],
  queryFn: (): Promise<Model[]> => unwrap(client.GET("/api/v1/admin/models")),
});

export interface ProviderInput {
  name: string;
  base_url: string;
  /** Absent: stays as it is. */
  api_key?: string;
  clear_api_key?: boolean;
  additional_headers?: Record<string, string>;
}

export interface ModelInput {
  upstream_id: string;
  display_name: string;
  is_default?: boolean;
}

/** A change after which every list of providers and models is read again. */
function useChange<In, Out>(work: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: providersQuery.queryKey }),
        queries.invalidateQueries({ queryKey: allModelsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: modelsQuery.queryKey }),
      ]),
  });
}

const path = (id: string) => ({ params: { path: { id } } });

export const useCreateProvider = () =>
  useChange(
    ({ clear_api_key: _, ...body }: ProviderInput): Promise<Provider> =>
      unwrap(client.POST("/api/v1/admin/providers", { body })),
  );

export const useUpdateProvider = (id: string) =>
  useChange(
    (body: Partial<ProviderInput> & { enabled?: boolean }): Promise<Provider> =>
      unwrap(client.PATCH("/api/v1/admin/providers/{id}", { ...path(id), body })),
  );

export const useDeleteProvider = (id: string) =>
  useChange(() => unwrap(client.DELETE("/api/v1/admin/providers/{id}", path(id))));

export const useTestProvider = (id: string) =>
  useMutation({
    mutationFn: (): Promise<ConnectionTest> =>
      unwrap(client.POST("/api/v1/admin/providers/{id}/test", path(id))),
  });

export const useAddModels = (providerId: string) =>
  useChange(async (models: readonly ModelInput[]) => {
    for (const body of models)
      await unwrap(client.POST("/api/v1/admin/providers/{id}/models", { ...path(providerId), body }));
  });

export const useUpdateModel = (id: string) =>
  useChange(
    (body: { display_name?: string; enabled?: boolean; is_default?: boolean }): Promise<Model> =>
      unwrap(client.PATCH("/api/v1/admin/models/{id}", { ...path(id), body })),
  );

export const useDeleteModel = (id: string) =>
  useChange(() => unwrap(client.DELETE("/api/v1/admin/models/{id}", path(id))));
