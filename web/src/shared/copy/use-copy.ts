import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { copy } from "./copy";

const shownMs = 2000;

/** Copies, and knows for a moment that it was done. */
export function useCopy(): {
  copied: boolean;
  Icon: LucideIcon;
  copy: (text: string, html?: string) => Promise<void>;
} {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return {
    copied,
    Icon: copied ? Check : Copy,
    copy: async (text, html) => setCopied(await copy(text, html)),
  };
}
