import { type TextKey, t } from "@/shared/i18n";
import { formatBytes } from "@/shared/lib/bytes";
import type { ImageKind } from "./draft";

interface Rule {
  types: readonly string[];
  /** Longest side in pixels. */
  side: number;
  wrongType: TextKey;
}

const maxBytes = 1_048_576;

const rules: Record<ImageKind, Rule> = {
  logo: { types: ["image/png", "image/jpeg", "image/webp"], side: 2048, wrongType: "branding.logoType" },
  favicon: {
    types: ["image/png", "image/x-icon", "image/vnd.microsoft.icon"],
    side: 512,
    wrongType: "branding.faviconType",
  },
};

/** For the browser's dialog. Some systems know icons by their ending alone. */
export function acceptOf(kind: ImageKind): string {
  return [...rules[kind].types, ...(kind === "favicon" ? [".ico"] : [])].join(",");
}

/** The file with its type; some systems have none for icons. */
export function withType(file: File): File {
  if (file.type !== "" || !/\.ico$/i.test(file.name)) return file;
  return new File([file], file.name, { type: "image/x-icon" });
}

/** Why the server would refuse a picture, as far as can be told without opening it. */
export function fileFault(kind: ImageKind, { type, size }: Pick<File, "type" | "size">): string | null {
  const { types, wrongType } = rules[kind];
  if (!types.includes(type)) return t(wrongType);
  if (size === 0) return t("branding.imageEmpty");
  if (size > maxBytes)
    return t("branding.imageLarge", { size: formatBytes(size), limit: formatBytes(maxBytes) });
  return null;
}

/** Why the server would refuse a picture, once it is drawn from this address. */
export async function pixelFault(kind: ImageKind, url: string): Promise<string | null> {
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    return t("branding.imageBroken");
  }
  const { side } = rules[kind];
  if (Math.max(image.naturalWidth, image.naturalHeight) <= side) return null;
  return t("branding.imageWide", { side: String(side) });
}
