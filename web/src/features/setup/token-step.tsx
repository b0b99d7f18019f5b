import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { PasswordField } from "@/shared/ui/field";
import { Form } from "@/shared/ui/form";
import { useForm } from "@/shared/ui/use-form";

export function TokenStep({ token, onNext }: { token: string; onNext: (token: string) => void }) {
  const form = useForm({
    read: (fields) => String(fields.get("token")).trim(),
    check: (value) => (value === "" ? { token: t("setup.token.missing") } : {}),
    send: onNext,
  });
  return (
    <Form form={form} className="flex flex-col gap-5">
      <PasswordField
        label={t("setup.token.label")}
        name="token"
        defaultValue={token}
        autoComplete="off"
        hint={t("setup.token.hint")}
        error={form.errors.token}
      />
      <div className="flex justify-end">
        <Button variant="primary" size="lg" type="submit">
          {t("setup.next")}
        </Button>
      </div>
    </Form>
  );
}
