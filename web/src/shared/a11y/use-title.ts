import { useEffect } from "react";

/** Names the browser tab after the page and the server. */
export function useTitle(page: string, server: string): void {
  useEffect(() => {
    document.title = page ? `${page} · ${server}` : server;
  }, [page, server]);
}
