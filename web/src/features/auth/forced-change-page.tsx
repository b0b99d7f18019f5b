import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTitle } from "@/shared/a11y/use-title";
import { logout } from "@/shared/api/account";
import { useServerName } from "@/shared/api/server";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Gate } from "@/shared/ui/gate";
import { PasswordForm } from "@/shared/ui/password-form";

/** An administrator chose the password: nothing else works until it is changed. */
export function ForcedChangePage() {
  const { next } = useSearch({ from: "/change-password" });
  const navigate = useNavigate();
  useTitle(t("forced.title"), useServerName());
  const leave = () =>
    logout()
      .catch(() => undefined)
      .then(() => navigate({ to: "/login" }));
  return (
    <Gate title={t("forced.title")} text={t("forced.text")}>
      <PasswordForm onChanged={() => void navigate({ href: next ?? "/", replace: true })} />
      <Button variant="ghost" size="sm" className="mt-4 -ms-2" onClick={leave}>
        {t("account.signOut")}
      </Button>
    </Gate>
  );
}
