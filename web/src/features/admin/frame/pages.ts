import { Blocks, Cpu, DatabaseBackup, MonitorCog, Palette, ScrollText, Server, Users } from "lucide-react";
import type { ListedPage } from "@/shared/ui/page-list";

/** The pages of the administration, in the order of their list. */
export const adminPages: readonly ListedPage[] = [
  { to: "/admin/users", label: "users.title", icon: Users },
  { to: "/admin/providers", label: "providers.title", icon: Blocks },
  { to: "/admin/models", label: "models.title", icon: Cpu },
  { to: "/admin/branding", label: "branding.title", icon: Palette },
  { to: "/admin/server", label: "server.title", icon: Server },
  { to: "/admin/backup", label: "backup.title", icon: DatabaseBackup },
  { to: "/admin/lmstudio", label: "lmstudio.title", icon: MonitorCog },
  { to: "/admin/audit", label: "audit.title", icon: ScrollText },
];
