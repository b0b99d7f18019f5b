import { Bell, KeyRound, Languages, MonitorSmartphone, Palette, UserRound } from "lucide-react";
import type { ListedPage } from "@/shared/ui/page-list";

/** The pages of the settings, in the order of their list. */
export const settingsPages = [
  { to: "/settings/profile", label: "profile.title", icon: UserRound },
  { to: "/settings/password", label: "password.label", icon: KeyRound },
  { to: "/settings/sessions", label: "devices.title", icon: MonitorSmartphone },
  { to: "/settings/appearance", label: "settings.appearance", icon: Palette },
  { to: "/settings/language", label: "language.title", icon: Languages },
  { to: "/settings/notifications", label: "notifications.title", icon: Bell },
] as const satisfies readonly ListedPage[];

export type SettingsPath = (typeof settingsPages)[number]["to"];
