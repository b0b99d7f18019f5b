import { useState } from "react";
import type { ServerSettings } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { TextField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { formErrors } from "@/shared/ui/form-errors";
import { LeaveGuard } from "@/shared/ui/leave-guard";
import { SaveBar } from "@/shared/ui/save-bar";
import { Section } from "@/shared/ui/section";
import { settled } from "@/shared/ui/settled";
import { toast } from "@/shared/ui/toast";
import { useForm } from "@/shared/ui/use-form";
import { useSaveSettings } from "./api";
import { changesOf, type Draft, draftOf, faultsOf } from "./draft";
import { ProxyList } from "./proxy-list";

/** What the server calls the fields. */
const ownNames = {
  public_url: "publicUrl",
  trusted_proxies: "proxyList",
  lmstudio_cli_path: "lmstudioPath",
};

/** The settings that are saved together. */
export function SettingsForm({ settings }: { settings: ServerSettings }) {
  const [draft, setDraft] = useState(() => draftOf(settings));
  const save = useSaveSettings();
  const changes = changesOf(draft, settings);
  const changed = Object.keys(changes).length > 0;

  const change = (part: Partial<Draft>) => setDraft((typed) => ({ ...typed, ...part }));
  const form = useForm({
    read: () => draft,
    check: faultsOf,
    send: async (sent) => {
      if (!changed) return;
      const stored = draftOf(await save.mutateAsync(changes));
      setDraft((typed) => settled(typed, sent, stored));
      toast(t("server.saved"));
    },
    explain: (error) => formErrors(error, ownNames),
  });

  return (
    <Form form={form} className="[&>[role=alert]]:mb-4">
      <Section title={t("server.address")} text={t("server.addressText")}>
        <TextField
          label={t("server.url")}
          value={draft.publicUrl}
          onChange={(event) => change({ publicUrl: event.target.value })}
          error={form.errors.publicUrl}
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
        <ProxyList proxies={draft.proxies} errors={form.errors} onChange={(proxies) => change({ proxies })} />
      </Section>
      <Section title={t("server.lmstudio")} text={t("server.lmstudioText")}>
        <TextField
          label={t("server.lmstudioPath")}
          value={draft.lmstudioPath}
          onChange={(event) => change({ lmstudioPath: event.target.value })}
          error={form.errors.lmstudioPath}
          hint={t("server.lmstudioHint")}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          className="max-w-sm"
        />
      </Section>
      <SaveBar
        changed={changed}
        busy={form.busy}
        onDiscard={() => {
          setDraft(draftOf(settings));
          form.mend();
        }}
      />
      <LeaveGuard
        active={changed && !form.busy}
        title={t("form.leaveTitle")}
        text={t("form.leaveText")}
        action={t("form.leave")}
      />
    </Form>
  );
}
