import type { TextKey } from "@/shared/i18n";
import type { SettingsPath } from "../pages";

/** Something that can be set: where, and the texts by which it is found. */
export interface SearchEntry {
  readonly to: SettingsPath;
  /** Id of its Setting. */
  readonly id: string;
  readonly label: TextKey;
  /** What else people may call it. */
  readonly also: readonly TextKey[];
}

export const searchEntries: readonly SearchEntry[] = [
  { to: "/settings/profile", id: "username", label: "account.username", also: ["login.submit"] },
  { to: "/settings/profile", id: "display-name", label: "settings.displayName", also: [] },
  { to: "/settings/profile", id: "email", label: "settings.email", also: [] },
  { to: "/settings/password", id: "password", label: "password.change", also: ["settings.words.security"] },
  { to: "/settings/sessions", id: "sessions", label: "devices.title", also: ["settings.words.devices"] },
  {
    to: "/settings/sessions",
    id: "sign-out-others",
    label: "devices.endOthers",
    also: ["settings.words.devices"],
  },
  {
    to: "/settings/appearance",
    id: "theme",
    label: "theme.title",
    also: ["theme.light", "theme.dark", "theme.system", "settings.words.theme"],
  },
  { to: "/settings/appearance", id: "send-key", label: "settings.sendWith", also: ["settings.words.keys"] },
  { to: "/settings/language", id: "language", label: "language.title", also: ["settings.words.language"] },
  {
    to: "/settings/notifications",
    id: "mentions",
    label: "notifications.mentions",
    also: ["settings.words.notifications"],
  },
];
