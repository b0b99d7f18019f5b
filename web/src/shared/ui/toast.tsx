/** Short notes at the edge of the page, with at most one thing to do. */
import { X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { t } from "@/shared/i18n";
import { IconButton } from "./button";

interface Toast {
  id: number;
  text: string;
  action?: Action;
}

interface Action {
  label: string;
  /** Where it leads, when it is a place: it can be opened in another tab then. */
  href?: string;
  run: () => void;
}

const lifeMs = 5_000;
/** What leads somewhere comes unasked; it takes longer to read and to reach. */
const linkLifeMs = 12_000;
let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function toast(text: string, action?: Action): void {
  lastId++;
  change([...toasts.slice(-2), { id: lastId, text, ...(action && { action }) }]);
}

function dismiss(id: number): void {
  change(toasts.filter((entry) => entry.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section
      aria-label={t("toast.region")}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 top-2 z-60 flex flex-col items-center gap-2"
    >
      {shown.map((entry) => (
        <ToastCard key={entry.id} entry={entry} />
      ))}
    </section>
  );
}

function ToastCard({ entry }: { entry: Toast }) {
  const [held, setHeld] = useState(false);
  const left = useRef(entry.action?.href ? linkLifeMs : lifeMs);
  useEffect(() => {
    if (held) return;
    const started = Date.now();
    const timer = setTimeout(() => dismiss(entry.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current -= Date.now() - started;
    };
  }, [held, entry.id]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: time stands still while someone reads or reaches for it
    <div
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex max-w-sm animate-rise items-center gap-2 rounded-xl bg-surface py-2 ps-4 pe-2 text-sm shadow-pop"
    >
      <p className="my-1 line-clamp-4 min-w-0 flex-1 [overflow-wrap:anywhere]">{entry.text}</p>
      {entry.action && <ActionControl action={entry.action} onDone={() => dismiss(entry.id)} />}
      <IconButton label={t("action.close")} onClick={() => dismiss(entry.id)}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

function ActionControl({ action, onDone }: { action: Action; onDone: () => void }) {
  const className =
    "shrink-0 rounded-lg px-2.5 py-1.5 font-semibold text-accent-text hoverable:hover:bg-hover";
  const run = () => {
    onDone();
    action.run();
  };
  if (!action.href) {
    return (
      <button type="button" className={className} onClick={run}>
        {action.label}
      </button>
    );
  }
  return (
    <a
      href={action.href}
      className={className}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return onDone();
        event.preventDefault();
        run();
      }}
    >
      {action.label}
    </a>
  );
}
