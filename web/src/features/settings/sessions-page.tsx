import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { devicesQuery, endOtherSessions } from "@/shared/api/account";
import { asProblem } from "@/shared/api/problem";
import { t } from "@/shared/i18n";
import { Button } from "@/shared/ui/button";
import { Confirm } from "@/shared/ui/confirm";
import { toast } from "@/shared/ui/toast";
import { DeviceList } from "./device-list";
import { Setting } from "./setting";
import { SettingsPage } from "./settings-page";

export function SessionsPage() {
  return (
    <SettingsPage title={t("devices.title")} text={t("devices.text")}>
      <Setting id="sessions">
        <DeviceList />
      </Setting>
      <Setting id="sign-out-others">
        <SignOutOthers />
      </Setting>
    </SettingsPage>
  );
}

function SignOutOthers() {
  const others = useQuery(devicesQuery).data?.filter((device) => !device.current).length;
  const [asking, setAsking] = useState(false);
  const end = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => toast(t("devices.othersEnded")),
    onError: (error) => toast(asProblem(error).message),
  });
  if (others === undefined) return null;
  if (others === 0) return <p className="text-sm text-muted">{t("devices.noOthers")}</p>;
  return (
    <>
      <Button variant="danger" busy={end.isPending} onClick={() => setAsking(true)}>
        {t("devices.endOthers")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t("devices.endOthersTitle")}
        description={t("devices.endOthersText", { count: others })}
        action={t("devices.endOthers")}
        onConfirm={() => end.mutate()}
      />
    </>
  );
}
