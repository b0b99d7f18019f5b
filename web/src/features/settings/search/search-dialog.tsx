import { useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { t } from "@/shared/i18n";
import { inputClass } from "@/shared/ui/control";
import { Dialog } from "@/shared/ui/dialog";
import { type Found, findSettings } from "./find";

/** Everything that can be set, narrowed by typing; Enter leads to it. */
export function SearchDialog({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = findSettings(query);
  const current = found[at];

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const go = (entry: Found) => {
    onClose();
    // The closing layer gives the focus back first; the field takes it after that.
    setTimeout(() => void navigate({ to: entry.to, hash: entry.id }));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = found.length - 1;
    const next = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last }[event.key];
    if (next !== undefined) setAt(Math.max(0, next));
    else if (event.key === "Enter" && current) go(current);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("settings.search")}>
      <input
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={current && `${id}-${current.id}`}
        aria-label={t("settings.search")}
        placeholder={t("settings.searchHint")}
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className={inputClass}
      />
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={t("settings.title")}
        className="-mx-2 mt-3 h-72 overflow-y-auto"
      >
        {found.map((entry, i) => (
          <div
            key={entry.id}
            id={`${id}-${entry.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={entry === current}
            onClick={() => go(entry)}
            onKeyDown={onKeyDown}
            onPointerMove={() => setAt(i)}
            className={clsx(
              "flex min-h-10 items-center gap-3 rounded-lg px-3 py-1.5 text-sm touch:min-h-11",
              entry === current && "bg-hover",
            )}
          >
            <span className="min-w-0 flex-1">{entry.title}</span>
            {entry.page !== entry.title && <span className="shrink-0 text-xs text-muted">{entry.page}</span>}
          </div>
        ))}
      </div>
      <p role="status" className={clsx("text-sm text-muted", found.length > 0 && "sr-only")}>
        {found.length > 0 ? t("settings.found", { count: found.length }) : t("settings.notFound", { query })}
      </p>
    </Dialog>
  );
}
