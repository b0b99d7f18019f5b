import { useMutation } from "@tanstack/react-query";
import { Globe, Terminal } from "lucide-react";
import { asProblem } from "@/shared/api/problem";
import type { Device } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { describeDevice } from "@/shared/lib/describe-device";
import { dayAndTime } from "@/shared/lib/time";
import { Badge } from "./badge";
import { Button } from "./button";
import { toast } from "./toast";

interface Props {
  device: Device;
  onEnd: () => Promise<void>;
}

/** A signed-in device in a list, and how to sign it out. */
export function DeviceRow({ device, onEnd }: Props) {
  const end = useMutation({ mutationFn: onEnd, onError: (error) => toast(asProblem(error).message) });
  const name = describeDevice(device.user_agent) || t("devices.unknown");
  const Icon = device.kind === "cookie" ? Globe : Terminal;
  return (
    <li className="flex flex-wrap items-center gap-3 px-4 py-3">
      <Icon className="size-4.5 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate">{name}</span>
          {device.current && <Badge tone="good">{t("devices.current")}</Badge>}
        </p>
        <p className="text-[0.8125rem] text-muted [overflow-wrap:anywhere]">
          {[device.ip, t("devices.since", { time: dayAndTime(device.issued_at) })]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <p className="text-[0.8125rem] text-muted">
          {t("devices.seen", { time: dayAndTime(device.last_seen_at) })}
        </p>
      </div>
      {!device.current && (
        <Button
          size="sm"
          className="ms-auto"
          aria-label={t("devices.endOne", { name })}
          busy={end.isPending}
          onClick={() => end.mutate()}
        >
          {t("devices.end")}
        </Button>
      )}
    </li>
  );
}
