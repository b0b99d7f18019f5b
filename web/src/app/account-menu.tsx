import { useNavigate } from "@tanstack/react-router";
import { Blocks, ChevronsUpDown, Cpu, LogOut, Monitor, Moon, Settings, Sun, Users } from "lucide-react";
import { useSyncExternalStore } from "react";
import { logout, saveTheme, useAccount } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { currentTheme, onThemeChange, type Theme } from "@/shared/lib/theme";
import {
  Menu,
  MenuChoice,
  MenuChoices,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuSeparator,
  MenuSub,
  MenuSubContent,
  MenuSubTrigger,
  MenuTrigger,
} from "@/shared/ui/menu";
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

  return (
    <div className="border-t border-line p-2">
      <Menu>
        <MenuTrigger className="flex h-12 w-full items-center gap-2.5 rounded-xl px-2 text-start transition-colors hoverable:hover:bg-hover data-[state=open]:bg-hover">
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
        </MenuTrigger>
        <MenuContent align="start" side="top" className="w-[var(--radix-dropdown-menu-trigger-width)]">
          <MenuItem icon={Settings} onSelect={() => navigate({ to: "/settings" })}>
            {t("settings.title")}
          </MenuItem>
          <MenuSub>
            <MenuSubTrigger icon={themeIcons[theme]}>{t("theme.title")}</MenuSubTrigger>
            <MenuSubContent>
              <MenuChoices value={theme} onValueChange={(next) => chooseTheme(next as Theme)}>
                {(["light", "dark", "system"] as const).map((choice) => (
                  <MenuChoice key={choice} value={choice}>
                    {t(`theme.${choice}`)}
                  </MenuChoice>
                ))}
              </MenuChoices>
            </MenuSubContent>
          </MenuSub>
          {account.role === "admin" && (
            <>
              <MenuSeparator />
              <MenuLabel>{t("admin.title")}</MenuLabel>
              <MenuItem icon={Blocks} onSelect={() => navigate({ to: "/admin/providers" })}>
                {t("providers.title")}
              </MenuItem>
              <MenuItem icon={Cpu} onSelect={() => navigate({ to: "/admin/models" })}>
                {t("models.title")}
              </MenuItem>
              <MenuItem icon={Users} onSelect={() => navigate({ to: "/admin/users" })}>
                {t("users.title")}
              </MenuItem>
            </>
          )}
          <MenuSeparator />
          <MenuItem icon={LogOut} onSelect={signOut}>
            {t("account.signOut")}
          </MenuItem>
        </MenuContent>
      </Menu>
    </div>
  );
}
