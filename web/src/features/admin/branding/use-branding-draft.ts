import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ServerHandshake } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { formErrors } from "@/shared/ui/form-errors";
import { settled } from "@/shared/ui/settled";
import { toast } from "@/shared/ui/toast";
import { useFirstFault } from "@/shared/ui/use-first-fault";
import { ImageRefused, useSaveBranding } from "./api";
import { changesOf, type Draft, faultsOf, hasChanges } from "./draft";

type Errors = Partial<Record<keyof Draft | "form", string>>;

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
  const [errors, setErrors] = useState<Errors>({});
  const [tries, setTries] = useState(0);
  const form = useFirstFault(tries);
  const save = useSaveBranding();
  const changes = changesOf(draft, saved);
  const changed = hasChanges(changes);

  const change = (part: Partial<Draft>) => {
    // A picture is looked at before it is taken; meanwhile more may have been changed.
    setDraft((latest) => ({ ...latest, ...part }));
    const mended = Object.fromEntries(Object.keys(part).map((key) => [key, undefined]));
    setErrors((shown) => ({ ...shown, ...mended }));
  };
  const show = (wrong: Errors) => {
    setErrors(wrong);
    setTries((count) => count + 1);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const faults = faultsOf(draft);
    show(faults);
    if (Object.keys(faults).length > 0 || !changed) return;
    try {
      await save.mutateAsync(changes);
      setDraft((typed) => settled(typed, draft, tidied(draft)));
      toast(t("branding.saved"));
    } catch (error) {
      show(refusal(error));
    }
  };
  const discard = () => {
    setDraft(saved);
    setErrors({});
  };
  return { draft, errors, changed, busy: save.isPending, form, change, submit, discard };
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
function refusal(error: unknown): Errors {
  if (error instanceof ImageRefused) {
    const { fields } = formErrors(error.refusal);
    return { [error.kind]: fields.file ?? asProblem(error.refusal).message };
  }
  const { form, fields } = formErrors(error);
  return {
    ...(form && { form }),
    ...(fields.server_name && { name: fields.server_name }),
    ...(fields.accent_color && { accent: fields.accent_color }),
    ...(fields.custom_css && { css: fields.custom_css }),
  };
}
