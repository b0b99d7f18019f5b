import type { LinkProps } from "@tanstack/react-router";
import { Blocks, Cpu, type LucideIcon, Palette, ScrollText, Server, Users } from "lucide-react";
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
  { to: "/admin/branding", label: "branding.title", icon: Palette },
  { to: "/admin/server", label: "server.title", icon: Server },
  { to: "/admin/audit", label: "audit.title", icon: ScrollText },
];
