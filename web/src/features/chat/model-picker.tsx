import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { modelsQuery } from "@/shared/api/models";
import type { Model } from "@/shared/api/types";
import { t } from "@/shared/i18n";

interface Props {
  /** The chosen model; undefined = the server's default. */
  modelId: string | undefined;
  onChoose: (model: Model) => void;
}

const loadPopover = () => import("./model-picker-popover");
const ModelPickerPopover = lazy(loadPopover);

export function ModelPicker({ modelId, onChoose }: Props) {
  const { data: models, error, refetch } = useQuery(modelsQuery);
  // null: not opened yet, so that what draws the list need not be there.
  const [open, setOpen] = useState<boolean | null>(null);
  const chosen = models?.find((model) => model.id === modelId) ?? (modelId ? undefined : models?.[0]);
  const label = chosen?.display_name ?? (modelId && models ? t("model.gone") : t("model.choose"));
  const attributes = {
    type: "button",
    "aria-label": t("model.current", { name: label }),
    className:
      "flex h-9 min-w-0 items-center gap-1.5 rounded-full px-3 text-[0.8125rem] font-medium text-muted transition-colors hoverable:hover:bg-hover hoverable:hover:text-text data-[state=open]:bg-hover data-[state=open]:text-text",
    children: (
      <>
        <span className="truncate">{label}</span>
        <ChevronDown className="size-3.5 shrink-0" aria-hidden />
      </>
    ),
  } as const;

  const button = (
    <button
      aria-haspopup="dialog"
      aria-expanded={false}
      onPointerEnter={() => void loadPopover()}
      onFocus={() => void loadPopover()}
      onClick={() => setOpen(true)}
      {...attributes}
    />
  );
  if (open === null) return button;
  return (
    <Suspense fallback={button}>
      <ModelPickerPopover
        trigger={<button {...attributes} />}
        open={open}
        onOpenChange={setOpen}
        models={models}
        error={error}
        onRetry={() => void refetch()}
        chosenId={chosen?.id}
        onChoose={onChoose}
      />
    </Suspense>
  );
}
