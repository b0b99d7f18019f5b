import { t } from "@/shared/i18n";
import { TextField } from "./field";
import type { Errors } from "./form-errors";

export interface AccountNames {
  username: string;
  display_name: string;
  email: string;
}

interface Props {
  /** What they begin with. */
  names?: Partial<AccountNames>;
  faults: Errors;
  /** Whoever fills them in is the person: the browser may help, and hints say what the names are for. */
  own?: boolean;
}

/** How somebody is called, and by which names they sign in. */
export function AccountFields({ names = {}, faults, own = false }: Props) {
  return (
    <>
      <TextField
        label={t("account.username")}
        name="username"
        defaultValue={names.username}
        autoComplete={own ? "username" : "off"}
        autoCapitalize="none"
        spellCheck={false}
        required
        hint={t("account.usernameHint")}
        error={faults.username}
      />
      <TextField
        label={t("account.displayName")}
        name="display_name"
        defaultValue={names.display_name}
        autoComplete={own ? "name" : "off"}
        hint={own ? t("account.displayNameHint") : undefined}
        error={faults.display_name}
      />
      <TextField
        label={t("account.email")}
        name="email"
        type="email"
        defaultValue={names.email}
        autoComplete={own ? "email" : "off"}
        hint={own ? t("account.emailHint") : undefined}
        error={faults.email}
      />
    </>
  );
}

/** What stands in the fields of a form that was sent. */
export function accountNames(data: FormData): AccountNames {
  const text = (name: string) => String(data.get(name)).trim();
  return { username: text("username"), display_name: text("display_name"), email: text("email") };
}
