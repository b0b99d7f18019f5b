import type { Conversation } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import type { Choice } from "@/shared/ui/choice-list";

type Mode = Conversation["assistant_mode"];

/** When the assistant answers, with what that means to people. */
export function assistantModes(): readonly Choice<Mode>[] {
  return (["auto", "mention", "off"] as const).map((value) => ({
    value,
    label: t(`assistant.${value}`),
    text: t(`assistant.${value}Text`),
  }));
}
