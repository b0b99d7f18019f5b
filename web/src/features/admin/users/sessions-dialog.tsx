import { useQuery } from "@tanstack/react-query";
import { asProblem } from "@/shared/api/problem";
import type { Device, User } from "@/shared/api/types";
import { t } from "@/shared/i18n";
import { Arriving } from "@/shared/ui/arriving";
import { Button } from "@/shared/ui/button";
import { DeviceRow } from "@/shared/ui/device-row";
import { Dialog, DialogActions } from "@/shared/ui/dialog";
import { toast } from "@/shared/ui/toast";
import { useEndSession, useEndSessions, userSessionsQuery } from "./api";
import { nameOf } from "./people";

interface Props {
  user: User;
  own: boolean;
  onClose: () => void;
}

/** Where somebody is signed in, and how to end that. */
export function SessionsDialog({ user, own, onClose }: Props) {
  const { data, error, refetch } = useQuery(userSessionsQuery(user.id));
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={t("users.sessionsTitle", { name: nameOf(user) })}
      description={t("users.sessionsText")}
    >
      {data ? (
        <Sessions user={user} own={own} devices={data} />
      ) : (
        <Arriving error={error} onRetry={() => void refetch()} />
      )}
    </Dialog>
  );
}

function Sessions({ user, own, devices }: { user: User; own: boolean; devices: readonly Device[] }) {
  const end = useEndSession(user.id);
  const endAll = useEndSessions(user.id);
  if (devices.length === 0)
    return <p className="text-sm text-muted">{t("users.noSessions", { name: nameOf(user) })}</p>;
  const signOut = () =>
    endAll.mutate(undefined, {
      onSuccess: () => toast(t("users.sessionsEnded", { name: nameOf(user) })),
      onError: (error) => toast(asProblem(error).message),
    });
  return (
    <>
      <ul className="divide-y divide-line rounded-2xl border border-line">
        {devices.map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            onEnd={() => end.mutateAsync(device.id).then(() => {})}
          />
        ))}
      </ul>
      {devices.some((device) => !device.current) && (
        <DialogActions>
          <Button variant="danger" busy={endAll.isPending} onClick={signOut}>
            {t(own ? "devices.endOthers" : "users.endSessions")}
          </Button>
        </DialogActions>
      )}
    </>
  );
}
