interface Props {
  label: string;
  /** From 0 to 1; null while nobody knows. */
  value: number | null;
}

/** How far something has come. */
export function Progress({ label, value }: Props) {
  const percent = value === null ? null : Math.round(value * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      {...(percent !== null && { "aria-valuenow": percent, "aria-valuemin": 0, "aria-valuemax": 100 })}
      className="h-2 overflow-hidden rounded-full bg-sunken ring-1 ring-inset ring-line"
    >
      <div
        style={{ width: `${percent ?? 100}%` }}
        className={`h-full rounded-full bg-accent transition-[width] duration-200 ${percent === null ? "animate-pulse" : ""}`}
      />
    </div>
  );
}
