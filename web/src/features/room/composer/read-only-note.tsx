import { Eye } from "lucide-react";
import { useReadOnly } from "@/shared/api/account";
import { t } from "@/shared/i18n";

/** Why there is no composer. */
export function ReadOnlyNote() {
  const readOnly = useReadOnly();
  if (readOnly === undefined) return null;
  return (
    <p className="flex items-center justify-center gap-2 rounded-xl border border-line bg-sunken px-4 py-3 text-center text-sm text-muted text-pretty">
      <Eye className="size-4 shrink-0" aria-hidden />
      {t(readOnly ? "room.readOnly" : "room.viewer")}
    </p>
  );
}
