import type { ServerHandshake } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { LeaveGuard } from "@/shared/ui/leave-guard";
import { SaveBar } from "@/shared/ui/save-bar";
import { Section } from "@/shared/ui/section";
import { AccentField } from "./accent-field";
import type { ImageKind } from "./draft";
import { ImageField } from "./image-field";
import { Preview } from "./preview";
import { StyleSheetField } from "./style-sheet-field";
import { useBrandingDraft } from "./use-branding-draft";
import { useFileUrl } from "./use-file-url";

interface Props {
  branding: ServerHandshake["branding"];
  css: string;
}

export function BrandingForm({ branding, css }: Props) {
  const { draft, changed, form, change, discard } = useBrandingDraft(branding, css);
  const { errors, busy } = form;
  const logo = useShown(draft.logo, branding.logo_url);
  const favicon = useShown(draft.favicon, branding.favicon_url);
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
    <Form form={form} className="[&>[role=alert]]:mb-4">
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
      <SaveBar changed={changed} busy={busy} onDiscard={discard} />
      <LeaveGuard
        active={changed && !busy}
        title={t("form.leaveTitle")}
        text={t("form.leaveText")}
        action={t("form.leave")}
      />
    </Form>
  );
}

/** The picture that is to be seen: the chosen one, the saved one, or none. */
function useShown(image: File | null | undefined, saved: string | null): string | null {
  const chosen = useFileUrl(image);
  return image === undefined ? saved : image && chosen;
}
