import { t } from "@/shared/i18n";
import { copyText } from "@/shared/lib/clipboard";
import { toast } from "@/shared/ui/toast";

/** Copies a text, and says so when the browser refuses. */
export async function copy(text: string, html?: string): Promise<boolean> {
  const copied = await copyText(text, html);
  if (!copied) toast(t("error.copy"));
  return copied;
}
