import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { t } from "@/shared/i18n";
import { Button, IconButton } from "@/shared/ui/button";
import { PasswordField, TextField } from "@/shared/ui/field";
import type { Errors } from "@/shared/ui/form-errors";
import { type HeaderRow, rowsFor, withRow } from "./draft";

interface Props {
  /** null: what is stored stays. */
  rows: readonly HeaderRow[] | null;
  /** Names of the headers that are stored. */
  stored: readonly string[];
  faults: Errors;
  /** What the server says about all of them. */
  error: string | undefined;
  onChange: (rows: readonly HeaderRow[] | null) => void;
}

/** Headers that go with every request. Stored values are never shown again, only replaced. */
export function HeaderFields({ rows, stored, faults, error, onChange }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const add = () => onChange(withRow(rows ?? []));
  const remove = (key: number) => {
    onChange((rows ?? []).filter((row) => row.key !== key));
    // The button that had the focus goes away.
    list.current?.querySelector<HTMLElement>("[data-add]")?.focus();
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{t("provider.headers")}</legend>
      {rows === null ? (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-xl border border-line px-3 py-2.5">
          <p className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">
            {stored.join(", ")}
            <span className="block text-[0.8125rem] text-muted">{t("provider.headersKept")}</span>
          </p>
          <Button size="sm" onClick={() => onChange(rowsFor(stored))}>
            {t("provider.headersReplace")}
          </Button>
        </div>
      ) : (
        <div ref={list} className="flex flex-col gap-3">
          {rows.map((row, i) => (
            <Row
              key={row.key}
              row={row}
              number={i + 1}
              faults={faults}
              onChange={(part) =>
                onChange(rows.map((other) => (other.key === row.key ? { ...row, ...part } : other)))
              }
              onRemove={() => remove(row.key)}
            />
          ))}
          <div className="flex flex-wrap items-center gap-2">
            <Button size="sm" data-add onClick={add}>
              <Plus className="size-3.5" aria-hidden />
              {t("provider.headerAdd")}
            </Button>
            {stored.length > 0 && (
              <Button size="sm" variant="ghost" onClick={() => onChange(null)}>
                {t("provider.headersKeep")}
              </Button>
            )}
          </div>
          <p className={error ? "text-[0.8125rem] text-danger" : "text-[0.8125rem] text-muted"}>
            {error ?? t(stored.length > 0 ? "provider.headersReplaceHint" : "provider.headersHint")}
          </p>
        </div>
      )}
    </fieldset>
  );
}

interface RowProps {
  row: HeaderRow;
  number: number;
  faults: Errors;
  onChange: (part: Partial<HeaderRow>) => void;
  onRemove: () => void;
}

function Row({ row, number, faults, onChange, onRemove }: RowProps) {
  return (
    <div className="grid grid-cols-[1fr_auto] items-start gap-2 sm:grid-cols-[2fr_3fr_auto]">
      <TextField
        label={t("provider.headerName", { number })}
        value={row.name}
        placeholder="X-Example"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => onChange({ name: event.target.value })}
        error={faults[`header.${row.key}.name`]}
      />
      <div className="col-span-2 row-start-2 sm:col-span-1 sm:row-start-auto">
        <PasswordField
          label={t("provider.headerValue", { number })}
          value={row.value}
          autoComplete="off"
          onChange={(event) => onChange({ value: event.target.value })}
          error={faults[`header.${row.key}.value`]}
        />
      </div>
      <IconButton
        label={t("provider.headerRemove", { number })}
        onClick={onRemove}
        className="mt-8 touch:mt-7.5"
      >
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
