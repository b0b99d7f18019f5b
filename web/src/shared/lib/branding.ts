const productIcon = "/icon.svg";
const sheetId = "custom-css";

/** The icon of the tab while nothing waits. */
export function tabIcon(): string {
  return iconLink()?.dataset.plain ?? productIcon;
}

/** Shows the server's own icon in the tab; null stands for the product's. */
export function setTabIcon(url: string | null): void {
  const link = iconLink();
  if (!link) return;
  const shown = link.getAttribute("href") === tabIcon(); // not the one with a number in it
  link.dataset.plain = url ?? productIcon;
  link.removeAttribute("type"); // the server says it
  if (shown) link.href = tabIcon();
}

function iconLink(): HTMLLinkElement | null {
  return document.querySelector<HTMLLinkElement>('link[rel="icon"]');
}

/** Puts the server's own style sheet behind ours; null takes it away. */
export function setStyleSheet(url: string | null): void {
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
  if (!present) document.head.append(link);
}
