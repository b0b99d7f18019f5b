import { useState } from "react";
import type { ServerHandshake } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { type Errors, formErrors } from "@/shared/ui/form-errors";
import { settled } from "@/shared/ui/settled";
import { toast } from "@/shared/ui/toast";
import { useForm } from "@/shared/ui/use-form";
import { ImageRefused, useSaveBranding } from "./api";
import { changesOf, type Draft, faultsOf, hasChanges } from "./draft";

/** The server's looks while they are edited, and the way to save them. */
export function useBrandingDraft(branding: ServerHandshake["branding"], css: string) {
  const saved: Draft = {
    name: branding.server_name,
    accent: branding.accent_color,
    css,
    logo: undefined,
    favicon: undefined,
  };
  const [draft, setDraft] = useState(saved);
  const save = useSaveBranding();
  const changes = changesOf(draft, saved);
  const changed = hasChanges(changes);

  const change = (part: Partial<Draft>) => {
    // A picture is looked at before it is taken; meanwhile more may have been changed.
    setDraft((latest) => ({ ...latest, ...part }));
    form.mend(...Object.keys(part));
  };
  const form = useForm({
    read: () => draft,
    check: faultsOf,
    send: async (sent) => {
      if (!changed) return;
      await save.mutateAsync(changes);
      setDraft((typed) => settled(typed, sent, tidied(sent)));
      toast(t("branding.saved"));
    },
    explain,
  });
  const discard = () => {
    setDraft(saved);
    form.mend();
  };
  return { draft, changed, form, change, discard };
}

/** As it is stored. */
function tidied(draft: Draft): Draft {
  return {
    ...draft,
    name: draft.name.trim(),
    accent: draft.accent.trim().toLowerCase(),
    logo: undefined,
    favicon: undefined,
  };
}

/** What the server refused, beside what it is about. */
function explain(error: unknown): Errors {
  if (error instanceof ImageRefused) {
    const { file, form } = formErrors(error.refusal);
    return { [error.kind]: file ?? form };
  }
  return formErrors(error, { server_name: "name", accent_color: "accent", custom_css: "css" });
}
