import { type FormEvent, useState } from "react";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/field";

export function TokenStep({ token, onNext }: { token: string; onNext: (token: string) => void }) {
  const [missing, setMissing] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = String(new FormData(event.currentTarget).get("token")).trim();
    setMissing(value === "");
    if (value !== "") onNext(value);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <PasswordField
        label={t("setup.token.label")}
        name="token"
        defaultValue={token}
        autoComplete="off"
        hint={t("setup.token.hint")}
        error={missing ? t("setup.token.missing") : undefined}
      />
      <div className="flex justify-end">
        <Button variant="primary" size="lg" type="submit">
          {t("setup.next")}
        </Button>
      </div>
    </form>
  );
}
