import { MessageSquareText, RefreshCw, RotateCw, Shuffle } from "lucide-react";
import { useRef, useState } from "react";
import type { Message } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { IconButton } from "@/shared/ui/button";
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuSub,
  MenuSubContent,
  MenuSubTrigger,
  MenuTrigger,
} from "@/shared/ui/menu";
import { InstructionDialog } from "./instruction-dialog";
import { ModelMenuItems } from "./model-menu-items";
import type { ThreadActions } from "./thread-actions";

interface Props {
  message: Message;
  actions: ThreadActions;
  disabled: boolean;
}

/** Asks for another answer: as before, by another model, or with a wish. */
export function RegenerateMenu({ message, actions, disabled }: Props) {
  const [asking, setAsking] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const modelId = message.answer?.model_id;
  return (
    <>
      <Menu>
        <MenuTrigger asChild disabled={disabled}>
          <IconButton ref={trigger} label={t("regenerate.label")}>
            <RefreshCw aria-hidden />
          </IconButton>
        </MenuTrigger>
        <MenuContent align="start">
          <MenuItem icon={RotateCw} onSelect={() => actions.regenerate(message, { modelId })}>
            {t("regenerate.same")}
          </MenuItem>
          <MenuSub>
            <MenuSubTrigger icon={Shuffle}>{t("regenerate.other")}</MenuSubTrigger>
            <MenuSubContent>
              <ModelMenuItems
                except={modelId}
                onChoose={(id) => actions.regenerate(message, { modelId: id })}
              />
            </MenuSubContent>
          </MenuSub>
          <MenuItem icon={MessageSquareText} onSelect={() => setAsking(true)}>
            {t("regenerate.instruction")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <InstructionDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          if (!open) requestAnimationFrame(() => trigger.current?.focus());
        }}
        onSubmit={(instruction) => actions.regenerate(message, { modelId, instruction })}
      />
    </>
  );
}
