import { useQuery } from "@tanstack/react-query";
import { devicesQuery, endSession } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { DeviceRow } from "@/shared/ui/device-row";
import { Notice } from "@/shared/ui/notice";
import { Spinner } from "@/shared/ui/spinner";

export function DeviceList() {
  const { data, error, isPending } = useQuery(devicesQuery);
  if (isPending) return <Spinner className="size-5 text-faint" />;
  if (error) return <Notice tone="danger">{asProblem(error).message}</Notice>;
  return (
    <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
      {data.map((device) => (
        <DeviceRow key={device.id} device={device} onEnd={() => endSession(device.id)} />
      ))}
    </ul>
  );
}
