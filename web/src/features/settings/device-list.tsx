import { useMutation, useQuery } from "@tanstack/react-query";
import { Globe, Terminal } from "lucide-react";
import { devicesQuery, endSession } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import type { Device } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { dayAndTime } from "@/shared/lib/time";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Notice } from "@/shared/ui/notice";
import { Spinner } from "@/shared/ui/spinner";
import { toast } from "@/shared/ui/toast";
import { describeDevice } from "./describe-device";

export function DeviceList() {
  const { data, error, isPending } = useQuery(devicesQuery);
  if (isPending) return <Spinner className="size-5 text-faint" />;
  if (error) return <Notice tone="danger">{asProblem(error).message}</Notice>;
  return (
    <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
      {data.map((device) => (
        <DeviceRow key={device.id} device={device} />
      ))}
    </ul>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const end = useMutation({
    mutationFn: () => endSession(device.id),
    onError: (error) => toast(asProblem(error).message),
  });
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
