/** Addresses that a message may link to; anything else is shown as text. */
const linkSchemes = new Set(["http:", "https:", "mailto:", "tel:"]);

export function safeLink(href: string): string | null {
  try {
    const url = new URL(href);
    return linkSchemes.has(url.protocol) ? url.href : null;
  } catch {
    return null; // relative: nothing on this server is meant
  }
}

/** Pictures inside the text itself; remote ones would tell their server who reads. */
export function inlineImage(href: string): string | null {
  return /^data:image\/(?:png|jpe?g|gif|webp|avif);base64,/i.test(href) ? href : null;
}
