import {
  KeyRound,
  MonitorSmartphone,
  Pencil,
  ShieldCheck,
  ShieldOff,
  Trash2,
  UserRoundCheck,
  UserRoundX,
} from "lucide-react";
import type { User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import type { MenuEntry } from "@/shared/ui/menu";
import type { Layer } from "./user-layers";

/** What can be done about somebody. What cannot is explained where it is asked for. */
export function userEntries(user: User, open: (layer: Layer) => void): MenuEntry[] {
  const admin = user.role === "admin";
  return [
    { kind: "item", icon: Pencil, label: t("action.edit"), onSelect: () => open("edit") },
    { kind: "item", icon: MonitorSmartphone, label: t("devices.title"), onSelect: () => open("sessions") },
    { kind: "item", icon: KeyRound, label: t("users.reset"), onSelect: () => open("reset") },
    { kind: "separator" },
    {
      kind: "item",
      icon: admin ? ShieldOff : ShieldCheck,
      label: t(admin ? "users.demote" : "users.promote"),
      onSelect: () => open(admin ? "demote" : "promote"),
    },
    {
      kind: "item",
      icon: user.disabled ? UserRoundCheck : UserRoundX,
      label: t(user.disabled ? "users.enable" : "users.disable"),
      onSelect: () => open(user.disabled ? "enable" : "disable"),
    },
    { kind: "separator" },
    { kind: "item", icon: Trash2, danger: true, label: t("action.delete"), onSelect: () => open("delete") },
  ];
}
