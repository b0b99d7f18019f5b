import { tabIcon } from "@/shared/lib/branding";

/** A larger number cannot be read at this size. */
const most = 9;

/** The mark of public/icon.svg. */
const mark = `<rect width="32" height="32" rx="9" fill="#6d5dfc"/>
<path d="M9.5 21.5V13a3.5 3.5 0 0 1 3.5-3.500h6a3.5 3.5 0 0 1 3.5 3.500v3a3.5 3.500 0 0 1-3.5 3.500h-5z" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"/>`;

let latest = 0;

/** The icon of the tab, with the number of unread messages. */
export async function setFavicon(unread: number): Promise<void> {
  latest = unread;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  if (unread === 0) {
    link.href = tabIcon();
    return;
  }
  const icon = await ownIcon();
  if (latest === unread) link.href = `data:image/svg+xml,${encodeURIComponent(badged(unread, icon))}`;
}

/** The server's own icon as part of a drawing; the product's mark when there is none. */
async function ownIcon(): Promise<string> {
  const url = tabIcon();
  if (url.endsWith(".svg")) return mark;
  try {
    const picture = await (await fetch(url)).blob();
    return `<image width="32" height="32" href="${await dataUrl(picture)}"/>`;
  } catch {
    return mark;
  }
}

/** A drawing that is used as a picture may not fetch others. */
function dataUrl(picture: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(picture);
  });
}

/** An icon, smaller, under a red number. */
function badged(unread: number, icon: string): string {
  const text = unread > most ? `${most}+` : String(unread);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<g transform="translate(0 5) scale(.84)">${icon}</g>
<circle cx="22" cy="10" r="10" fill="#d92d20"/>
<text x="22" y="15.2" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${text.length > 1 ? 12 : 15}" fill="#fff">${text}</text></svg>`;
}
