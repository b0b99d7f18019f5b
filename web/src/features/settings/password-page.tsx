import { type FormEvent, useState } from "react";
import { useAccount } from "@/shared/api/account";
import { t } from "@/shared/i18n";
import { PasswordForm } from "@/shared/ui/password-form";
import { LeaveWarning } from "./leave-warning";
import { SaveNote } from "./save-note";
import { Setting } from "./setting";
import { SettingsPage } from "./settings-page";
import type { SaveState } from "./use-saving";

export function PasswordPage() {
  const account = useAccount();
  const [state, setState] = useState<SaveState>("idle");
  const onInput = (event: FormEvent<HTMLElement>) => {
    const fields = [...event.currentTarget.querySelectorAll<HTMLInputElement>("input:not([readonly])")];
    setState(fields.some((field) => field.value !== "") ? "changed" : "idle");
  };
  return (
    <SettingsPage title={t("password.label")} text={t("settings.passwordText")}>
      <Setting id="password">
        <div className="flex max-w-sm flex-col gap-3" onInput={onInput}>
          {/* Tells password managers whose password it is. */}
          <input type="hidden" autoComplete="username" value={account?.username ?? ""} readOnly />
          <PasswordForm onChanged={() => setState("saved")} />
          <SaveNote state={state} />
        </div>
      </Setting>
      <LeaveWarning active={state === "changed"} />
    </SettingsPage>
  );
}
