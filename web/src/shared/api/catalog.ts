/** Providers and all models, for administrators. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "./client";
import { modelsQuery } from "./models";
import type {
  ConnectionTest,
  Discovery,
  Model,
  ModelPatch,
  NewModel,
  NewProvider,
  Provider,
  ProviderPatch,
  ProviderTest,
} from "./types";

export const providersQuery = queryOptions({
  queryKey: ["admin", "providers"],
  queryFn: (): Promise<Provider[]> => unwrap(client.GET("/api/v1/admin/providers")),
});

export const allModelsQuery = queryOptions({
  queryKey: ["admin", "models"],
  queryFn: (): Promise<Model[]> => unwrap(client.GET("/api/v1/admin/models")),
});

const path = (id: string) => ({ params: { path: { id } } });

async function discovered(id: string, refresh: boolean): Promise<Discovery> {
  return unwrap(
    client.GET("/api/v1/admin/providers/{id}/discovered", {
      params: { path: { id }, ...(refresh && { query: { refresh } }) },
    }),
  );
}

/** What a provider offers, as far as it is known; one that was never asked is asked now. */
export const discoveredQuery = (id: string) =>
  queryOptions({
    queryKey: [...providersQuery.queryKey, id, "discovered"],
    queryFn: async () => {
      const known = await discovered(id, false);
      return known.at === null ? discovered(id, true) : known;
    },
  });

/** A change after which every list of providers and models is read again. */
function useChange<In, Out>(work: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    // Also after a failure: of several models some may have been added.
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: providersQuery.queryKey }),
        queries.invalidateQueries({ queryKey: allModelsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: modelsQuery.queryKey }),
      ]),
  });
}

export const useCreateProvider = () =>
  useChange(
    (body: NewProvider): Promise<Provider> => unwrap(client.POST("/api/v1/admin/providers", { body })),
  );

export const useUpdateProvider = (id: string) =>
  useChange(
    (body: ProviderPatch): Promise<Provider> =>
      unwrap(client.PATCH("/api/v1/admin/providers/{id}", { ...path(id), body })),
  );

export const useDeleteProvider = (id: string) =>
  useChange(() => unwrap(client.DELETE("/api/v1/admin/providers/{id}", path(id))));

export const useTestProvider = (id: string) =>
  useChange(
    (): Promise<ConnectionTest> => unwrap(client.POST("/api/v1/admin/providers/{id}/test", path(id))),
  );

/** Tries a provider out before it is saved. */
export const useTestDraft = () =>
  useMutation({
    mutationFn: (body: ProviderTest): Promise<ConnectionTest> =>
      unwrap(client.POST("/api/v1/admin/providers/test", { body })),
  });

/** Asks a provider once more what it offers. */
export function useDiscoverAgain(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => discovered(id, true),
    onSuccess: (found) => {
      queries.setQueryData(discoveredQuery(id).queryKey, found);
      return queries.invalidateQueries({ queryKey: providersQuery.queryKey, exact: true });
    },
  });
}

export const useAddModels = (providerId: string) =>
  useChange(async (models: readonly NewModel[]) => {
    for (const body of models)
      await unwrap(client.POST("/api/v1/admin/providers/{id}/models", { ...path(providerId), body }));
  });

export const useUpdateModel = (id: string) =>
  useChange(
    (body: ModelPatch): Promise<Model> =>
      unwrap(client.PATCH("/api/v1/admin/models/{id}", { ...path(id), body })),
  );

export const useDeleteModel = (id: string) =>
  useChange(() => unwrap(client.DELETE("/api/v1/admin/models/{id}", path(id))));
