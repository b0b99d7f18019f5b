import { MessageSquareText, RefreshCw, RotateCw, Shuffle } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import type { AnswerActions } from "./actions";
import { useModelEntries } from "./model-entries";

const InstructionDialog = lazy(() => import("./instruction-dialog"));

interface Props {
  message: Message;
  actions: Pick<AnswerActions, "regenerate">;
  disabled: boolean;
}

/** Asks for another answer: as before, by another model, or with a wish. */
export function RegenerateMenu({ message, actions, disabled }: Props) {
  const [asking, setAsking] = useState(false);
  const modelId = message.answer?.model_id;
  const others = useModelEntries(modelId, (id) => actions.regenerate(message, { modelId: id }));
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t("regenerate.label")} disabled={disabled}>
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
          { kind: "menu", icon: Shuffle, label: t("regenerate.other"), entries: others },
          {
            kind: "item",
            icon: MessageSquareText,
            label: t("regenerate.instruction"),
            onSelect: () => setAsking(true),
          },
        ]}
      />
      {asking && (
        <Suspense>
          <InstructionDialog
            onClose={() => setAsking(false)}
            onSubmit={(instruction) => actions.regenerate(message, { modelId, instruction })}
          />
        </Suspense>
      )}
    </>
  );
}
