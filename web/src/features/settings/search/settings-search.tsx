import { Search } from "lucide-react";
import { useState } from "react";
import { t } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { SearchDialog } from "./search-dialog";

/** Opens the search: as wide as the list of pages, or an icon at the end of their row. */
export function SettingsSearch() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton large label={t("settings.search")} className="@3xl:hidden!" onClick={() => setOpen(true)}>
        <Search aria-hidden />
      </IconButton>
      <Button
        size="sm"
        className="w-full justify-start! font-normal! text-muted @max-3xl:hidden!"
        onClick={() => setOpen(true)}
      >
        <Search className="size-3.5 shrink-0" aria-hidden />
        <span className="truncate">{t("settings.search")}</span>
      </Button>
      {open && <SearchDialog onClose={() => setOpen(false)} />}
    </>
  );
}
