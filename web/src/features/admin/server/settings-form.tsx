import { type FormEvent, useState } from "react";
import type { ServerSettings } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { TextField } from "@/shared/ui/field";
import { formErrors } from "@/shared/ui/form-errors";
import { LeaveGuard } from "@/shared/ui/leave-guard";
import { Notice } from "@/shared/ui/notice";
import { SaveBar } from "@/shared/ui/save-bar";
import { Section } from "@/shared/ui/section";
import { settled } from "@/shared/ui/settled";
import { toast } from "@/shared/ui/toast";
import { useFirstFault } from "@/shared/ui/use-first-fault";
import { useSaveSettings } from "./api";
import { changesOf, type Draft, draftOf, type Faults, faultsOf, isFaulty, noFaults } from "./draft";
import { ProxyList } from "./proxy-list";

/** The settings that are saved together. */
export function SettingsForm({ settings }: { settings: ServerSettings }) {
  const [draft, setDraft] = useState(() => draftOf(settings));
  const [faults, setFaults] = useState<Faults>(noFaults);
  const form = useFirstFault(faults);
  const save = useSaveSettings();
  const changes = changesOf(draft, settings);
  const changed = Object.keys(changes).length > 0;

  const change = (part: Partial<Draft>) => setDraft((typed) => ({ ...typed, ...part }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = faultsOf(draft);
    setFaults(wrong);
    if (isFaulty(wrong) || !changed) return;
    try {
      const stored = draftOf(await save.mutateAsync(changes));
      setDraft((typed) => settled(typed, draft, stored));
      toast(t("server.saved"));
    } catch (error) {
      setFaults(refusal(error));
    }
  };

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Section title={t("server.address")} text={t("server.addressText")}>
        <TextField
          label={t("server.url")}
          value={draft.publicUrl}
          onChange={(event) => change({ publicUrl: event.target.value })}
          error={faults.publicUrl}
          hint={t("server.urlHint")}
          placeholder="https://chat.example.org"
          inputMode="url"
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="max-w-sm"
        />
      </Section>
      <Section title={t("server.proxies")} text={t("server.proxiesText")}>
        <ProxyList proxies={draft.proxies} faults={faults} onChange={(proxies) => change({ proxies })} />
      </Section>
      <Section title={t("server.lmstudio")} text={t("server.lmstudioText")}>
        <TextField
          label={t("server.lmstudioPath")}
          value={draft.lmstudioPath}
          onChange={(event) => change({ lmstudioPath: event.target.value })}
          error={faults.lmstudioPath}
          hint={t("server.lmstudioHint")}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="max-w-sm"
        />
      </Section>
      {faults.form && (
        <Notice tone="danger" className="mb-4">
          {faults.form}
        </Notice>
      )}
      <SaveBar
        changed={changed}
        busy={save.isPending}
        onDiscard={() => {
          setDraft(draftOf(settings));
          setFaults(noFaults);
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

/** What the server refused, beside what it is about. */
function refusal(error: unknown): Faults {
  const { form, fields } = formErrors(error);
  return {
    ...noFaults,
    ...(form && { form }),
    ...(fields.public_url && { publicUrl: fields.public_url }),
    ...(fields.trusted_proxies && { proxyList: fields.trusted_proxies }),
    ...(fields.lmstudio_cli_path && { lmstudioPath: fields.lmstudio_cli_path }),
  };
}
