import { WifiOff } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { t } from "@/shared/i18n";
import type { Link } from "@/shared/live/connection";

/** A short break is not worth a word. */
const calmMs = 1_500;

function subscribe(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** Says, calmly, that what is shown may not be the newest. */
export function ConnectionBanner({ link }: { link: Link }) {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  const broken = link === "waiting" || link === "offline" || !online;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!broken) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), online ? calmMs : 0);
    return () => clearTimeout(timer);
  }, [broken, online]);
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center px-4">
      {shown && broken && (
        <p className="flex animate-rise items-center gap-2 rounded-full bg-surface px-4 py-1.5 text-[0.8125rem] font-medium text-muted shadow-pop">
          <WifiOff className="size-3.5" aria-hidden />
          {online ? t("connection.waiting") : t("connection.offline")}
        </p>
      )}
    </div>
  );
}
