import { t } from "@/shared/i18n";
import { nameFault } from "@/shared/identity/faults";
import { parseHex } from "@/shared/lib/accent";

export const imageKinds = ["logo", "favicon"] as const;
export type ImageKind = (typeof imageKinds)[number];

/** What is about to become of a picture: another one, none (null), or nothing (undefined). */
type ImageDraft = File | null | undefined;

/** The server's looks while they are edited. */
export interface Draft {
  name: string;
  accent: string;
  css: string;
  logo: ImageDraft;
  favicon: ImageDraft;
}

/** What is to be saved. */
export interface Changes {
  texts: { server_name?: string; accent_color?: string; custom_css?: string };
  images: Record<ImageKind, ImageDraft>;
}

/** In bytes of UTF-8, as the server counts. */
export const maxCss = 65_536;

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** What the server would refuse, by field. */
export function faultsOf({ name, accent, css }: Draft): Partial<Record<keyof Draft, string>> {
  const faults: Partial<Record<keyof Draft, string>> = {};
  const nameless = nameFault(name);
  if (nameless) faults.name = nameless;
  if (!parseHex(accent)) faults.accent = t("branding.accentWrong");
  if (byteLength(css) > maxCss) faults.css = t("branding.cssLong");
  return faults;
}

/** The colour as it is stored. */
function tidyAccent(accent: string): string {
  return accent.trim().toLowerCase();
}

export function changesOf(draft: Draft, saved: Draft): Changes {
  return {
    texts: {
      ...(draft.name.trim() !== saved.name && { server_name: draft.name.trim() }),
      ...(tidyAccent(draft.accent) !== saved.accent && { accent_color: tidyAccent(draft.accent) }),
      ...(draft.css !== saved.css && { custom_css: draft.css }),
    },
    images: { logo: draft.logo, favicon: draft.favicon },
  };
}

export function hasChanges({ texts, images }: Changes): boolean {
  return Object.keys(texts).length > 0 || imageKinds.some((kind) => images[kind] !== undefined);
}
