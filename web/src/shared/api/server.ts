import { queryOptions, useQuery } from "@tanstack/react-query";
import { showLooks } from "@/shared/lib/branding";
import { setAccent } from "@/shared/lib/theme";
import { client, unwrap } from "./client";
import type { ServerHandshake } from "./types";

/** What the server says of itself to anybody: name, colour, whether it is set up. */
export const serverQuery = queryOptions({
  queryKey: ["server"],
  staleTime: 5 * 60_000,
  queryFn: async (): Promise<ServerHandshake> => {
    const server = await unwrap(client.GET("/api/v1/server"));
    setAccent(server.branding.accent_color);
    await showLooks(server.branding);
    return server;
  },
});

export function useServerName(): string {
  return useQuery(serverQuery).data?.branding.server_name ?? "RustyGPT";
}

/** The server's own logo; null stands for the product's mark. */
export function useServerLogo(): string | null {
  return useQuery(serverQuery).data?.branding.logo_url ?? null;
}
