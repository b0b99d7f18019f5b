import { MessageSquareText, RefreshCw, RotateCw, Shuffle } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { ModelPicker } from "@/shared/model-picker/model-picker";
import { IconButton } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import type { AnswerActions } from "./actions";

const InstructionDialog = lazy(() => import("./instruction-dialog"));

interface Props {
  message: Message;
  actions: Pick<AnswerActions, "regenerate">;
  disabled: boolean;
}

/** Asks for another answer: as before, by another model, or with a wish. */
export function RegenerateMenu({ message, actions, disabled }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const [layer, setLayer] = useState<"models" | "instruction" | null>(null);
  const modelId = message.answer?.model_id;
  return (
    <>
      <Menu
        trigger={
          <IconButton
            ref={button}
            label={t("regenerate.label")}
            disabled={disabled}
            data-picking={layer === "models" || undefined}
          >
            <RefreshCw aria-hidden />
          </IconButton>
        }
        entries={[
          {
            kind: "item",
            icon: RotateCw,
            label: t("regenerate.same"),
            onSelect: () => actions.regenerate(message, { modelId }),
          },
          {
            kind: "item",
            icon: Shuffle,
            label: t("regenerate.other"),
            onSelect: () => setLayer("models"),
          },
          {
            kind: "item",
            icon: MessageSquareText,
            label: t("regenerate.instruction"),
            onSelect: () => setLayer("instruction"),
          },
        ]}
      />
      <ModelPicker
        open={layer === "models"}
        onOpenChange={(open) => setLayer(open ? "models" : null)}
        anchor={button}
        chosenId={undefined}
        except={modelId}
        onChoose={({ id }) => actions.regenerate(message, { modelId: id })}
      />
      {layer === "instruction" && (
        <Suspense>
          <InstructionDialog
            onClose={() => setLayer(null)}
            onSubmit={(instruction) => actions.regenerate(message, { modelId, instruction })}
          />
        </Suspense>
      )}
    </>
  );
}
