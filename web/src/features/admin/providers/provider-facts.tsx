import { Clock, Cpu, KeyRound, Lock } from "lucide-react";
import type { ReactNode } from "react";
import type { Model, Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { fullTime, timeAgo } from "@/shared/lib/time";

interface Props {
  provider: Provider;
  models: readonly Model[] | undefined;
}

/** Where a provider is, what goes with each request, and what it offers. */
export function ProviderFacts({ provider, models }: Props) {
  const { additional_header_names: headers } = provider;
  return (
    <div className="flex flex-col gap-1.5 text-[0.8125rem] text-muted">
      {provider.base_url && <p className="font-mono [overflow-wrap:anywhere]">{provider.base_url}</p>}
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {provider.type === "openai" && (
          <Fact icon={<KeyRound className="size-3.5 shrink-0" aria-hidden />}>
            {t(provider.has_api_key ? "providers.hasKey" : "providers.noKey")}
          </Fact>
        )}
        {headers.length > 0 && <Fact>{t("providers.headers", { names: headers.join(", ") })}</Fact>}
        {models && (
          <Fact icon={<Cpu className="size-3.5 shrink-0" aria-hidden />}>
            {t("providers.models", { count: models.length })}
          </Fact>
        )}
        <ListAge provider={provider} />
      </ul>
      {provider.source === "config" && (
        <p className="flex items-start gap-1.5">
          <Lock className="mt-px size-3.5 shrink-0" aria-hidden />
          {t("providers.fromConfig")}
        </p>
      )}
      {provider.source === "builtin" && <p>{t("providers.builtin")}</p>}
    </div>
  );
}

/** How old the list of models is that the provider gave. */
function ListAge({ provider: { models_at: at, models_stale: stale } }: { provider: Provider }) {
  if (!at) return null;
  const ago = timeAgo(at, new Date()) ?? fullTime(at);
  return (
    <Fact
      icon={<Clock className={stale ? "size-3.5 shrink-0 text-warn" : "size-3.5 shrink-0"} aria-hidden />}
    >
      <span title={fullTime(at)}>{t(stale ? "providers.listStale" : "providers.listAge", { ago })}</span>
    </Fact>
  );
}

function Fact({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <li className="flex min-w-0 items-center gap-1.5 [overflow-wrap:anywhere]">
      {icon}
      {children}
    </li>
  );
}
