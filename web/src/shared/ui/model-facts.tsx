import clsx from "clsx";
import { AudioLines, Brain, Cloud, Eye, House, type LucideIcon, Wrench } from "lucide-react";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { pricesPerMillion, shortTokens } from "@/shared/lib/model-facts";

const capabilityIcons = { vision: Eye, tools: Wrench, reasoning: Brain, audio: AudioLines } as const;

interface Props {
  model: Model;
  withProvider?: boolean;
  className?: string;
}

/** What there is to know of a model before one chooses it, in a line or two. */
export function ModelFacts({ model, withProvider = false, className }: Props) {
  const price = pricesPerMillion(model.input_price, model.output_price);
  return (
    <p
      className={clsx("mt-0.5 flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-xs text-muted", className)}
    >
      {withProvider && <span>{model.provider_name}</span>}
      {model.context_size !== null && (
        <span>{t("model.context", { size: shortTokens(model.context_size) })}</span>
      )}
      {price && <span>{price}</span>}
      <Capabilities model={model} />
      <Fact icon={model.local ? House : Cloud} label={t(model.local ? "model.local" : "model.remote")} />
    </p>
  );
}

export function Capabilities({ model }: { model: Pick<Model, "capabilities"> }) {
  return model.capabilities.map((capability) => (
    <Fact key={capability} icon={capabilityIcons[capability]} label={t(`model.can.${capability}`)} />
  ));
}

function Fact({ icon: Icon, label }: { icon: LucideIcon; label: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <Icon className="size-3.5 shrink-0" aria-hidden />
      {label}
    </span>
  );
}
