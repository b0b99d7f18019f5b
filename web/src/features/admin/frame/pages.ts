import type { LinkProps } from "@tanstack/react-router";
import { Blocks, Cpu, type LucideIcon, Users } from "lucide-react";
import type { TextKey } from "@/shared/i18n";

interface AdminPage {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: TextKey;
  readonly icon: LucideIcon;
}

/** The pages of the administration, in the order of their list. */
export const adminPages: readonly AdminPage[] = [
  { to: "/admin/users", label: "users.title", icon: Users },
  { to: "/admin/providers", label: "providers.title", icon: Blocks },
  { to: "/admin/models", label: "models.title", icon: Cpu },
];
