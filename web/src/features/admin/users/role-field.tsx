import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { SelectField } from "@/shared/ui/field";

interface Props {
  value: User["role"];
  onChange: (role: User["role"]) => void;
}

export function RoleField({ value, onChange }: Props) {
  return (
    <SelectField
      label={t("users.role")}
      value={value}
      onChange={(event) => onChange(event.target.value as User["role"])}
      {...(value === "admin" && { hint: t("users.means.promote") })}
    >
      <option value="user">{t("role.user")}</option>
      <option value="admin">{t("role.admin")}</option>
    </SelectField>
  );
}
