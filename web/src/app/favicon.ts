import { tabIcon } from "@/shared/lib/branding";

/** A larger number cannot be read at this size. */
const most = 9;

/** The icon of the tab, with the number of unread messages. */
export function setFavicon(unread: number): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  link.href = unread > 0 ? `data:image/svg+xml,${encodeURIComponent(badged(unread))}` : tabIcon();
}

/** The mark of public/icon.svg, smaller, under a red number. */
function badged(unread: number): string {
  const text = unread > most ? `${most}+` : String(unread);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<g transform="translate(0 5) scale(.84)"><rect width="32" height="32" rx="9" fill="#6d5dfc"/>
<path d="M9.5 21.5V13a3.5 3.5 0 0 1 3.5-3.500h6a3.5 3.5 0 0 1 3.5 3.500v3a3.5 3.500 0 0 1-3.5 3.500h-5z" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"/></g>
<circle cx="22" cy="10" r="10" fill="#d92d20"/>
<text x="22" y="15.2" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${text.length > 1 ? 12 : 15}" fill="#fff">${text}</text></svg>`;
}
