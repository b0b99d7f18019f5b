import { t } from "@/shared/i18n";
import { minPassword } from "./password-form";

interface AccountDraft {
  username?: string;
  email: string;
  display_name?: string;
  password?: string;
}

/** In bytes of UTF-8, as the server counts. */
const maxDisplayName = 100;

/** What the server would refuse about somebody's names and password, by field. */
export function accountFaults({ username, email, display_name, password }: AccountDraft) {
  const faults: Partial<Record<keyof AccountDraft, string>> = {};
  if (username !== undefined && !/^[A-Za-z0-9._-]{3,64}$/.test(username))
    faults.username = t("account.usernameWrong");
  if (email !== "" && !/^[^\s@]+@[^\s@]+$/.test(email)) faults.email = t("account.emailWrong");
  if (display_name && new TextEncoder().encode(display_name).length > maxDisplayName)
    faults.display_name = t("account.displayNameLong");
  if (password !== undefined && [...password].length < minPassword)
    faults.password = t("password.short", { count: minPassword });
  return faults;
}
