import { Plus, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { t } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { TextField } from "@/shared/ui/field";
import type { Errors } from "@/shared/ui/form-errors";
import type { ProxyLine } from "./draft";

interface Props {
  proxies: readonly ProxyLine[];
  errors: Errors;
  onChange: (proxies: readonly ProxyLine[]) => void;
}

/** Addresses and ranges, one on each line. */
export function ProxyList({ proxies, errors, onChange }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const count = useRef(proxies.length);
  // A new line is there to be written into.
  useEffect(() => {
    if (proxies.length > count.current)
      list.current?.querySelector<HTMLElement>("li:last-child input")?.focus();
    count.current = proxies.length;
  }, [proxies.length]);
  const add = () => {
    const key = 1 + Math.max(-1, ...proxies.map((proxy) => proxy.key));
    onChange([...proxies, { key, text: "" }]);
  };
  return (
    <div className="flex max-w-sm flex-col gap-3">
      {proxies.length === 0 && <p className="text-sm text-muted">{t("server.proxiesNone")}</p>}
      <ul ref={list} className="flex flex-col gap-3 empty:hidden">
        {proxies.map(({ key, text }, index) => (
          <li key={key} className="flex items-end gap-1.5 has-aria-invalid:items-center">
            <TextField
              label={t("server.proxyLabel", { number: index + 1 })}
              value={text}
              onChange={(event) =>
                onChange(
                  proxies.map((proxy) => (proxy.key === key ? { key, text: event.target.value } : proxy)),
                )
              }
              error={errors[`proxy.${key}`]}
              placeholder="10.0.0.0/8"
              spellCheck={false}
              autoCapitalize="none"
              className="min-w-0 flex-1"
            />
            <IconButton
              large
              label={t("server.proxyRemove", { number: index + 1 })}
              onClick={() => onChange(proxies.filter((proxy) => proxy.key !== key))}
            >
              <X aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
      {errors.proxyList && (
        <p role="alert" className="text-[0.8125rem] text-danger">
          {errors.proxyList}
        </p>
      )}
      <Button size="sm" className="self-start" onClick={add}>
        <Plus className="size-4" aria-hidden />
        {t("server.proxyAdd")}
      </Button>
    </div>
  );
}
