import clsx from "clsx";
import { Upload } from "lucide-react";
import { type DragEvent, type ReactNode, useId, useState } from "react";

interface Props {
  /** What to choose, or drop. */
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Types that the browser's dialog offers. */
  accept?: string;
  onFile: (file: File) => void;
}

/** A field for one file: to be clicked, reached by keyboard or dropped onto. */
export function FileDrop({ label, hint, error, accept, onFile }: Props) {
  const id = useId();
  const [over, setOver] = useState(false);
  const note = error ?? hint;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <div className="flex flex-col gap-1.5">
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={clsx(
          "relative flex min-h-16 items-center gap-3 rounded-xl border border-dashed px-4 py-3 text-sm font-medium transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ring hoverable:hover:bg-hover",
          over ? "border-accent bg-accent-soft" : error ? "border-danger" : "border-line-strong",
        )}
      >
        <Upload className="size-4 shrink-0 text-muted" aria-hidden />
        <span className="min-w-0">{label}</span>
        <input
          id={id}
          type="file"
          className="sr-only"
          {...(accept && { accept })}
          aria-describedby={note ? `${id}-note` : undefined}
          aria-invalid={error ? true : undefined}
          onChange={(event) => {
            const file = event.target.files?.[0];
            // The same file can be chosen again.
            event.target.value = "";
            if (file) onFile(file);
          }}
        />
      </label>
      {note && (
        <p
          id={`${id}-note`}
          role={error ? "alert" : undefined}
          className={clsx("text-[0.8125rem] leading-snug", error ? "text-danger" : "text-muted")}
        >
          {note}
        </p>
      )}
    </div>
  );
}
