import { Download } from "lucide-react";
import { t } from "@/shared/i18n";
import { download } from "@/shared/lib/save-file";
import { Button } from "@/shared/ui/button";
import { Menu } from "@/shared/ui/menu";
import { type ExportFormat, exportAddress, type Filter } from "./filter";

/** Downloads what the filter selects, all pages of it. */
export function ExportMenu({ filter }: { filter: Filter }) {
  const item = (format: ExportFormat) => ({
    kind: "item" as const,
    label: t(`audit.export.${format}`),
    onSelect: () => download(exportAddress(filter, format)),
  });
  return (
    <Menu
      align="end"
      trigger={
        <Button size="sm">
          <Download className="size-4" aria-hidden />
          {t("audit.export")}
        </Button>
      }
      entries={[item("csv"), item("jsonl")]}
    />
  );
}
