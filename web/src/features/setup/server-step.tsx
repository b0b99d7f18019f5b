import { useState } from "react";
import { t } from "@/shared/i18n";
import { AccentAdvice } from "@/shared/identity/accent-advice";
import { AccentChoice } from "@/shared/identity/accent-choice";
import { nameFault, publicUrlFault } from "@/shared/identity/faults";
import { setAccent } from "@/shared/lib/theme";
import { Button } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";
import type { SetupInput } from "./api";
import { StepActions } from "./step-actions";

type Identity = Pick<SetupInput, "serverName" | "publicUrl" | "accent">;

interface Props {
  value: Identity;
  onBack: (value: Identity) => void;
  onNext: (value: Identity) => void;
}

/** What the server is called, where it is and which colour it wears; the page tries the colour on. */
export function ServerStep({ value, onBack, onNext }: Props) {
  const [draft, setDraft] = useState(value);
  const change = (part: Partial<Identity>) => setDraft({ ...draft, ...part });
  const form = useForm({
    read: () => draft,
    check: ({ serverName, publicUrl }) => ({
      name: nameFault(serverName) ?? undefined,
      url: publicUrlFault(publicUrl) ?? undefined,
    }),
    send: onNext,
  });
  return (
    <Form form={form} className="flex flex-col gap-4.5">
      <TextField
        label={t("setup.serverName")}
        value={draft.serverName}
        onChange={(event) => change({ serverName: event.target.value })}
        autoComplete="off"
        hint={t("setup.serverNameHint")}
        error={form.errors.name}
      />
      <TextField
        label={t("setup.publicUrl")}
        value={draft.publicUrl}
        onChange={(event) => change({ publicUrl: event.target.value })}
        placeholder="https://chat.example.org"
        inputMode="url"
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        hint={t("setup.publicUrlHint")}
        error={form.errors.url}
      />
      <div className="flex flex-col gap-3">
        <AccentChoice
          value={draft.accent}
          onChange={(accent) => {
            change({ accent });
            setAccent(accent);
          }}
        />
        <AccentAdvice accent={draft.accent} />
      </div>
      <StepActions onBack={() => onBack(draft)}>
        <Button variant="primary" size="lg" type="submit">
          {t("setup.next")}
        </Button>
      </StepActions>
    </Form>
  );
}
