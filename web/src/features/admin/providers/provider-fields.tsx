import { useId } from "react";
import type { Provider } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { PasswordField, TextField } from "@/shared/ui/field";
import type { Errors } from "@/shared/ui/form-errors";
import { CarriedSecrets } from "./carried-secrets";
import type { ProviderDraft } from "./draft";
import { HeaderFields } from "./header-fields";
import type { Preset } from "./presets";

interface Props {
  draft: ProviderDraft;
  /** What is saved so far. */
  provider: Provider | undefined;
  preset: Preset | null;
  faults: Errors;
  onChange: (draft: ProviderDraft) => void;
}

export function ProviderFields({ draft, provider, preset, faults, onChange }: Props) {
  const clearId = useId();
  const set = (part: Partial<ProviderDraft>) => onChange({ ...draft, ...part });
  return (
    <>
      <TextField
        label={t("provider.name")}
        value={draft.name}
        autoComplete="off"
        onChange={(event) => set({ name: event.target.value, named: event.target.value !== "" })}
        error={faults.name}
      />
      <TextField
        label={t("provider.url")}
        type="url"
        value={draft.base_url}
        placeholder="https://api.openai.com/v1"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ base_url: event.target.value })}
        hint={t(preset?.local ? "provider.urlLocalHint" : "provider.urlHint")}
        error={faults.base_url}
      />
      {provider && <CarriedSecrets draft={draft} provider={provider} />}
      <div className="flex flex-col gap-2">
        <PasswordField
          label={t("provider.key")}
          value={draft.api_key}
          autoComplete="off"
          onChange={(event) => set({ api_key: event.target.value, clearKey: false })}
          hint={<KeyHint provider={provider} preset={preset} />}
          error={faults.api_key}
        />
        {provider?.has_api_key && (
          <label htmlFor={clearId} className="flex items-center gap-2 text-sm">
            <input
              id={clearId}
              type="checkbox"
              checked={draft.clearKey}
              onChange={(event) =>
                set({ clearKey: event.target.checked, ...(event.target.checked && { api_key: "" }) })
              }
              className="size-4 accent-(--accent)"
            />
            {t("provider.clearKey")}
          </label>
        )}
      </div>
      <HeaderFields
        rows={draft.headers}
        stored={provider?.additional_header_names ?? []}
        faults={faults}
        error={faults.additional_headers}
        onChange={(headers) => set({ headers })}
      />
    </>
  );
}

function KeyHint({ provider, preset }: Pick<Props, "provider" | "preset">) {
  if (provider?.has_api_key) return t("provider.keyKept");
  if (!preset?.keysAt) return t("provider.keyHint");
  return (
    <>
      {t("provider.keyHint")}{" "}
      <a
        href={preset.keysAt}
        target="_blank"
        rel="noopener noreferrer"
        className="text-accent-text underline underline-offset-2"
      >
        {t("provider.keysAt", { name: preset.name })}
      </a>
      {preset.id === "anthropic" && <span className="mt-1 block">{t("provider.anthropicNote")}</span>}
    </>
  );
}
