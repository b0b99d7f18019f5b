import { Trash2, Undo2 } from "lucide-react";
import { useState } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { FileDrop } from "@/shared/ui/file-drop";
import type { ImageKind } from "./draft";
import { acceptOf, fileFault, pixelFault, withType } from "./image-check";

interface Props {
  kind: ImageKind;
  /** What is shown at present: the saved picture or the chosen one. */
  shown: string | null;
  /** Whether what is shown is not saved. */
  changed: boolean;
  error: string | undefined;
  /** null: none; undefined: as it is saved. */
  onChange: (image: File | null | undefined) => void;
}

/** One of the server's pictures: to be chosen, dropped, removed. */
export function ImageField({ kind, shown, changed, error, onChange }: Props) {
  const [fault, setFault] = useState<string>();
  const take = async (chosen: File) => {
    const file = withType(chosen);
    const url = URL.createObjectURL(file);
    const wrong = fileFault(kind, file) ?? (await pixelFault(kind, url));
    URL.revokeObjectURL(url);
    setFault(wrong ?? undefined);
    if (!wrong) onChange(file);
  };
  return (
    <div className="flex flex-col gap-3">
      <FileDrop
        label={t(`branding.${kind}Choose`)}
        hint={t(`branding.${kind}Hint`)}
        error={fault ?? error}
        accept={acceptOf(kind)}
        onFile={(file) => void take(file)}
      />
      {(shown || changed) && (
        <div className="flex min-h-12 flex-wrap items-center gap-2">
          {shown && (
            <img
              src={shown}
              alt={t(`branding.${kind}Shown`)}
              className="size-12 rounded-lg border border-line bg-sunken object-contain p-1"
            />
          )}
          <p className="min-w-0 flex-1 text-sm text-muted">
            {changed && t(shown ? "branding.imageNew" : "branding.imageGone")}
          </p>
          {!changed && (
            <Button size="sm" onClick={() => onChange(null)}>
              <Trash2 className="size-4" aria-hidden />
              {t(`branding.${kind}Remove`)}
            </Button>
          )}
          {changed && (
            <Button size="sm" variant="ghost" onClick={() => onChange(undefined)}>
              <Undo2 className="size-4" aria-hidden />
              {t("branding.imageKeep")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
