import { useQuery } from "@tanstack/react-query";
import { ChevronDown, CloudOff } from "lucide-react";
import { useId, useRef, useState } from "react";
import { modelsQuery } from "@/shared/api/models";
import { t } from "@/shared/i18n";
import { ModelPicker, preloadModelPicker } from "@/shared/model-picker/model-picker";
import { inputClass } from "@/shared/ui/control";

interface Props {
  /** Empty = the server's default. */
  value: string;
  onChange: (modelId: string) => void;
  hint?: string | undefined;
}

/** Which model answers in a conversation. */
export function ModelField({ value, onChange, hint }: Props) {
  const { data: models } = useQuery(modelsQuery);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const chosen = models?.find((model) => model.id === value);
  const first = models?.[0];
  const usual = first
    ? t("conversation.modelDefaultNamed", { name: first.display_name })
    : t("model.default");
  const gone = models ? t("model.gone") : t("loading");
  return (
    <div className="flex flex-col gap-1.5">
      <span id={`${id}-label`} className="text-sm font-medium">
        {t("conversation.model")}
      </span>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-labelledby={`${id}-label ${id}-value`}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onPointerEnter={preloadModelPicker}
        onFocus={preloadModelPicker}
        onClick={() => setOpen(!open)}
        className={`${inputClass} flex items-center gap-2 text-start`}
      >
        {chosen?.available === false && <CloudOff className="size-4 shrink-0 text-warn" aria-hidden />}
        <span id={`${id}-value`} className="min-w-0 flex-1 truncate">
          {value === "" ? usual : (chosen?.display_name ?? gone)}
        </span>
        <ChevronDown className="size-4 shrink-0 text-muted" aria-hidden />
      </button>
      {hint && (
        <p id={`${id}-hint`} className="text-[0.8125rem] leading-snug text-muted">
          {hint}
        </p>
      )}
      <ModelPicker
        open={open}
        onOpenChange={setOpen}
        anchor={button}
        side="bottom"
        chosenId={value || undefined}
        onChoose={(model) => onChange(model.id)}
        usual={{ label: usual, onChoose: () => onChange("") }}
      />
    </div>
  );
}
