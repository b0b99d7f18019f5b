import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Notice } from "@/shared/ui/notice";
import { carriedSecrets, originOf, type ProviderDraft } from "./draft";

interface Props {
  draft: ProviderDraft;
  /** What is saved so far. */
  provider: Provider;
}

/** Says that stored secrets go to another place than the one they were entered for. */
export function CarriedSecrets({ draft, provider }: Props) {
  const carried = carriedSecrets(draft, provider);
  if (!carried) return null;
  return (
    <Notice tone="warn" title={t(`provider.carried.${carried}`)}>
      {t("provider.carriedText", { origin: originOf(provider.base_url) ?? provider.base_url })}
    </Notice>
  );
}
