import { save } from "./storage";

const productIcon = "/icon.svg";
const sheetId = "custom-css";
/** How long a first paint waits for the server's looks: a plain page is better than none. */
const patienceMs = 1_500;
/** A way in when a style sheet hides what is needed to mend it: an address that ends with ?plain. */
const plain = new URLSearchParams(location.search).has("plain");

interface Looks {
  server_name: string;
  logo_url: string | null;
  favicon_url: string | null;
  custom_css_url: string | null;
}

/** Dresses the page in the server's looks. Done when what is seen at once has arrived. */
export async function showLooks(looks: Looks): Promise<void> {
  setTabIcon(looks.favicon_url);
  // first-paint.js shows these from the start of the next visit.
  save("tab", JSON.stringify({ name: looks.server_name, icon: looks.favicon_url }));
  const ready = Promise.all([setStyleSheet(plain ? null : looks.custom_css_url), fetchImage(looks.logo_url)]);
  await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
}

/** The icon of the tab while nothing waits. */
export function tabIcon(): string {
  return iconLink()?.dataset.plain ?? productIcon;
}

/** Shows the server's own icon in the tab; null stands for the product's. */
export function setTabIcon(url: string | null): void {
  const link = iconLink();
  if (!link) return;
  const shown = !link.href.startsWith("data:"); // not the one with a number in it
  link.dataset.plain = url ?? productIcon;
  link.removeAttribute("type"); // the server says it
  if (shown) link.setAttribute("href", tabIcon());
}

function iconLink(): HTMLLinkElement | null {
  return document.querySelector<HTMLLinkElement>('link[rel="icon"]');
}

/** Puts the server's own style sheet behind ours; null takes it away. Done when it shows. */
export async function setStyleSheet(url: string | null): Promise<void> {
  const present = document.querySelector<HTMLLinkElement>(`link#${sheetId}`);
  if (!url) {
    present?.remove();
    return;
  }
  if (present?.getAttribute("href") === url) return;
  const link = present ?? document.createElement("link");
  link.id = sheetId;
  link.rel = "stylesheet";
  link.href = url;
  const arrived = settled(link);
  if (!present) document.head.append(link);
  await arrived;
}

/** Has a picture in the browser's cache, so that it appears with what stands around it. */
async function fetchImage(url: string | null): Promise<void> {
  if (!url) return;
  const image = new Image();
  const arrived = settled(image);
  image.src = url;
  await arrived;
}

function settled(element: HTMLElement): Promise<void> {
  return new Promise((resolve) => {
    element.addEventListener("load", () => resolve(), { once: true });
    element.addEventListener("error", () => resolve(), { once: true });
  });
}
