import { asProblem } from "@/shared/api/problem";
import type { ServerSettings } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { useSaveSettings } from "./api";

/** A switch that takes effect at once, or why there is nothing to switch. */
export function StartAtLogin({ settings }: { settings: ServerSettings }) {
  const save = useSaveSettings();
  if (!settings.startup_supported)
    return <p className="text-sm text-muted">{t("server.startUnsupported")}</p>;
  return (
    <div className="flex items-center gap-3">
      <Switch
        label={t("server.start")}
        checked={settings.start_at_login}
        disabled={save.isPending}
        onChange={(start_at_login) =>
          save.mutate({ start_at_login }, { onError: (error) => toast(asProblem(error).message) })
        }
      />
      <span aria-hidden className="text-sm">
        {t("server.start")}
      </span>
    </div>
  );
}
