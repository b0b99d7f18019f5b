import { queryOptions, useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import type { LmStudio } from "@/shared/api/types";

const key = ["admin", "lmstudio"];
const refreshMs = 6_000;

/** Asked again and again while the page is in sight: LM Studio is also used by hand. */
export const lmStudioQuery = queryOptions({
  queryKey: key,
  queryFn: (): Promise<LmStudio> => unwrap(client.GET("/api/v1/admin/lmstudio/status")),
  staleTime: 0,
  refetchInterval: refreshMs,
  refetchIntervalInBackground: false,
});

/** Something LM Studio is told to do; the answer says what came of it. */
function useAction<In>(action: (input: In) => Promise<LmStudio>) {
  const queries = useQueryClient();
  return useMutation({
    mutationKey: key,
    mutationFn: action,
    onSuccess: async (status) => {
      // An answer that is under way may be of the time before.
      await queries.cancelQueries({ queryKey: key });
      queries.setQueryData(lmStudioQuery.queryKey, status);
    },
  });
}

/** Whether LM Studio is busy with something that was asked for here. */
export function useWorking(): boolean {
  return useIsMutating({ mutationKey: key }) > 0;
}

export const useSwitchServer = () =>
  useAction((action: "start" | "stop") =>
    unwrap(client.POST("/api/v1/admin/lmstudio/server", { body: { action } })),
  );

export const useLoad = () =>
  useAction((body: { model: string; context_length?: number }) =>
    unwrap(client.POST("/api/v1/admin/lmstudio/models/load", { body })),
  );

/** Unloads a model; null stands for all. */
export const useUnload = () =>
  useAction((model: string | null) =>
    unwrap(client.POST("/api/v1/admin/lmstudio/models/unload", { body: { model } })),
  );
