import clsx from "clsx";
import { useServerLogo } from "@/shared/api/server";

interface Props {
  /** Its size; a logo is never cut or stretched to fill it. */
  className?: string;
}

/** The server's logo, or the product's mark. The server's name stands beside it. */
export function Logo({ className = "size-8" }: Props) {
  const own = useServerLogo();
  return own ? <OwnLogo url={own} className={className} /> : <Mark className={className} />;
}

export function OwnLogo({ url, className }: { url: string; className: string }) {
  return <img src={url} alt="" draggable={false} className={clsx("object-contain", className)} />;
}

/** The product's mark in the server's accent colour. */
export function Mark({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={clsx("text-accent", className)}>
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
