import { useEffect } from "react";

let name = "";
let waiting = 0;

function show(): void {
  document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
}

/** Names the browser tab after the page and the server. */
export function useTitle(page: string, server: string): void {
  useEffect(() => {
    name = page ? `${page} · ${server}` : server;
    show();
  }, [page, server]);
}

/** Puts the number of unread messages before the name of the tab. */
export function setTitleCount(count: number): void {
  waiting = count;
  show();
}
