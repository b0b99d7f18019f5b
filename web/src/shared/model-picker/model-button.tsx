import { useQuery } from "@tanstack/react-query";
import { ChevronDown, CloudOff } from "lucide-react";
import { useRef, useState } from "react";
import { modelsQuery } from "@/shared/api/models";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { modName } from "@/shared/lib/media";
import { ModelPicker, type ModelPickerProps, preloadModelPicker } from "./model-picker";
import { useModelKey } from "./use-model-key";

interface Props {
  /** The chosen model; undefined = the server's default. */
  modelId: string | undefined;
  onChoose: (model: Model) => void;
  side?: ModelPickerProps["side"];
}

/** Names the model that answers, and opens the list to choose another. */
export function ModelButton({ modelId, onChoose, side = "top" }: Props) {
  const { data: models } = useQuery(modelsQuery);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  useModelKey(setOpen);
  const chosen = models?.find((model) => model.id === modelId) ?? (modelId ? undefined : models?.[0]);
  const label = chosen?.display_name ?? (modelId && models ? t("model.gone") : t("model.choose"));
  const missing = chosen?.available === false;
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t(missing ? "model.currentMissing" : "model.current", { name: label })}
        title={`${t("model.choose")} (${modName} ⇧ M)`}
        onPointerEnter={preloadModelPicker}
        onFocus={preloadModelPicker}
        onClick={() => setOpen(!open)}
        className="flex h-9 min-w-0 items-center gap-1.5 rounded-full px-3 text-[0.8125rem] font-medium text-muted transition-colors hoverable:hover:bg-hover hoverable:hover:text-text aria-expanded:bg-hover aria-expanded:text-text"
      >
        {missing && <CloudOff className="size-3.5 shrink-0 text-warn" aria-hidden />}
        <span className="truncate">{label}</span>
        <ChevronDown className="size-3.5 shrink-0" aria-hidden />
      </button>
      <ModelPicker
        open={open}
        onOpenChange={setOpen}
        anchor={button}
        side={side}
        chosenId={chosen?.id}
        onChoose={onChoose}
      />
    </>
  );
}
