import { type FormEvent, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { ServerHandshake } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { TextField } from "@/shared/ui/field";
import { formErrors } from "@/shared/ui/form-errors";
import { LeaveGuard } from "@/shared/ui/leave-guard";
import { Notice } from "@/shared/ui/notice";
import { SaveBar } from "@/shared/ui/save-bar";
import { Section } from "@/shared/ui/section";
import { toast } from "@/shared/ui/toast";
import { AccentField } from "./accent-field";
import { ImageRefused, useSaveBranding } from "./api";
import { changesOf, type Draft, faultsOf, hasChanges, type ImageKind } from "./draft";
import { ImageField } from "./image-field";
import { Preview } from "./preview";
import { StyleSheetField } from "./style-sheet-field";
import { useFileUrl } from "./use-file-url";

type Errors = Partial<Record<keyof Draft | "form", string>>;

interface Props {
  branding: ServerHandshake["branding"];
  css: string;
}

export function BrandingForm({ branding, css }: Props) {
  const saved: Draft = {
    name: branding.server_name,
    accent: branding.accent_color,
    css,
    logo: undefined,
    favicon: undefined,
  };
  const [draft, setDraft] = useState(saved);
  const [errors, setErrors] = useState<Errors>({});
  const save = useSaveBranding();
  const logo = useShown(draft.logo, branding.logo_url);
  const favicon = useShown(draft.favicon, branding.favicon_url);
  const changes = changesOf(draft, saved);
  const changed = hasChanges(changes);

  const change = (part: Partial<Draft>) => {
    // A picture is looked at before it is taken; meanwhile more may have been changed.
    setDraft((latest) => ({ ...latest, ...part }));
    setErrors((shown) => ({
      ...shown,
      ...Object.fromEntries(Object.keys(part).map((key) => [key, undefined])),
    }));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const faults = faultsOf(draft);
    setErrors(faults);
    if (Object.keys(faults).length > 0 || !changed) return;
    try {
      await save.mutateAsync(changes);
      setDraft((typed) => ({
        ...typed,
        name: typed.name.trim(),
        accent: typed.accent.trim().toLowerCase(),
        logo: undefined,
        favicon: undefined,
      }));
      toast(t("branding.saved"));
    } catch (error) {
      setErrors(refusal(error));
    }
  };
  const image = (kind: ImageKind, shown: string | null) => (
    <ImageField
      kind={kind}
      shown={shown}
      changed={draft[kind] !== undefined}
      error={errors[kind]}
      onChange={(file) => change({ [kind]: file })}
    />
  );

  return (
    <form onSubmit={submit} noValidate>
      <Section title={t("branding.preview")} text={t("branding.previewText")}>
        <div className="@container">
          <Preview name={draft.name} accent={draft.accent} logo={logo} favicon={favicon} />
        </div>
      </Section>
      <Section title={t("branding.nameTitle")} text={t("branding.nameText")}>
        <TextField
          label={t("branding.name")}
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
          error={errors.name}
          autoComplete="off"
          className="max-w-sm"
        />
      </Section>
      <Section title={t("branding.accent")} text={t("branding.accentText")}>
        <AccentField value={draft.accent} error={errors.accent} onChange={(accent) => change({ accent })} />
      </Section>
      <Section title={t("branding.logo")} text={t("branding.logoText")}>
        {image("logo", logo)}
      </Section>
      <Section title={t("branding.favicon")} text={t("branding.faviconText")}>
        {image("favicon", favicon)}
      </Section>
      <Section title={t("branding.cssTitle")} text={t("branding.cssText")}>
        <StyleSheetField value={draft.css} error={errors.css} onChange={(text) => change({ css: text })} />
      </Section>
      {errors.form && (
        <Notice tone="danger" className="mb-4">
          {errors.form}
        </Notice>
      )}
      <SaveBar
        changed={changed}
        busy={save.isPending}
        onDiscard={() => {
          setDraft(saved);
          setErrors({});
        }}
      />
      <LeaveGuard
        active={changed && !save.isPending}
        title={t("form.leaveTitle")}
        text={t("form.leaveText")}
        action={t("form.leave")}
      />
    </form>
  );
}

/** The picture that is to be seen: the chosen one, the saved one, or none. */
function useShown(image: File | null | undefined, saved: string | null): string | null {
  const chosen = useFileUrl(image);
  return image === undefined ? saved : image && chosen;
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
