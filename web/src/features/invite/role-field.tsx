import type { Role } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { SelectField } from "@/shared/ui/field";

interface Props {
  /** The role of the person who invites: only owners make owners. */
  ownRole: Role;
  value: Role;
  onChange: (role: Role) => void;
}

export function RoleField({ ownRole, value, onChange }: Props) {
  const offered = (["member", "viewer", "admin", "owner"] as const).filter(
    (role) => role !== "owner" || ownRole === "owner",
  );
  return (
    <SelectField
      label={t("invite.role")}
      hint={t(`people.roleText.${value}`)}
      value={value}
      onChange={(event) => onChange(event.target.value as Role)}
    >
      {offered.map((role) => (
        <option key={role} value={role}>
          {t(`people.role.${role}`)}
        </option>
      ))}
    </SelectField>
  );
}
