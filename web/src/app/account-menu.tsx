import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown, LogOut, Monitor, Moon, Settings, ShieldCheck, Sun } from "lucide-react";
import { useSyncExternalStore } from "react";
import { logout, saveTheme, useAccount } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { currentTheme, onThemeChange, type Theme } from "@/shared/lib/theme";
import { Menu, type MenuEntry } from "@/shared/ui/menu";
import { toast } from "@/shared/ui/toast";

const themeIcons = { light: Sun, dark: Moon, system: Monitor } as const;

export function AccountMenu() {
  const account = useAccount();
  const navigate = useNavigate();
  const theme = useSyncExternalStore(onThemeChange, currentTheme);
  if (!account) return null;

  const chooseTheme = (next: Theme) => saveTheme(next).catch((error) => toast(asProblem(error).message));
  const signOut = async () => {
    try {
      await logout();
      await navigate({ to: "/login" });
    } catch (error) {
      toast(asProblem(error).message);
    }
  };

  const administration: readonly MenuEntry[] = [
    {
      kind: "item",
      icon: ShieldCheck,
      label: t("admin.title"),
      onSelect: () => navigate({ to: "/admin/users" }),
    },
  ];
  const themes: MenuEntry = {
    kind: "choices",
    value: theme,
    options: (["light", "dark", "system"] as const).map((value) => ({ value, label: t(`theme.${value}`) })),
    onChoose: (next) => chooseTheme(next as Theme),
  };

  return (
    <div className="border-t border-line p-2">
      <Menu
        side="top"
        wide
        trigger={
          <button
            type="button"
            className="flex h-12 w-full items-center gap-2.5 rounded-xl px-2 text-start transition-colors hoverable:hover:bg-hover data-[state=open]:bg-hover"
          >
            <span
              aria-hidden
              className="flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold uppercase text-accent-text"
            >
              {account.username.slice(0, 1)}
            </span>
            <span className="min-w-0 flex-1 leading-tight">
              <span className="block truncate text-sm font-medium">{account.username}</span>
              <span className="block truncate text-xs text-muted">
                {t(account.role === "admin" ? "role.admin" : "role.user")}
              </span>
            </span>
            <ChevronsUpDown className="size-4 text-faint" aria-hidden />
            <span className="sr-only">{t("account.menu")}</span>
          </button>
        }
        entries={[
          {
            kind: "item",
            icon: Settings,
            label: t("settings.title"),
            onSelect: () => navigate({ to: "/settings/profile" }),
          },
          ...(account.role === "admin" ? administration : []),
          { kind: "menu", icon: themeIcons[theme], label: t("theme.title"), entries: [themes] },
          { kind: "separator" },
          { kind: "item", icon: LogOut, label: t("account.signOut"), onSelect: signOut },
        ]}
      />
    </div>
  );
}
