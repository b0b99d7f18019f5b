import { QueryClient } from "@tanstack/react-query";
import { asProblem } from "./problem";

/** Trying again helps against a lost network or a busy server, not against a refusal. */
function worthRetrying(failures: number, error: unknown): boolean {
  const { status } = asProblem(error);
  return failures < 2 && (status === 0 || status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: worthRetrying, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});
