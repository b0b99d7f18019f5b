import clsx from "clsx";

/** The product's mark in the server's accent colour. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={clsx("text-accent", className ?? "size-8")}>
      <rect width="32" height="32" rx="9.5" fill="currentColor" />
      <path
        d="M9.5 22V13a3.5 3.5 0 0 1 3.5-3.500h6a3.5 3.5 0 0 1 3.5 3.500v3a3.5 3.5 0 0 1-3.5 3.500h-5.200z"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.3"
        strokeLinejoin="round"
      />
      <circle cx="13.8" cy="14.5" r="1.35" fill="var(--on-accent)" />
      <circle cx="18.2" cy="14.5" r="1.35" fill="var(--on-accent)" />
    </svg>
  );
}
