import clsx from "clsx";
import { type ComponentProps, forwardRef } from "react";
import { Spinner } from "./spinner";

type Variant = "primary" | "secondary" | "ghost" | "danger";
type Size = "sm" | "md" | "lg";

const variants: Record<Variant, string> = {
  primary: "bg-accent text-on-accent hoverable:hover:bg-accent-strong shadow-card",
  secondary: "bg-surface text-text border border-line-strong/70 hoverable:hover:bg-hover shadow-card",
  ghost: "text-text hoverable:hover:bg-hover",
  danger: "bg-danger-soft text-danger border border-danger-line hoverable:hover:border-danger",
};

const sizes: Record<Size, string> = {
  sm: "h-8 px-3 text-[0.8125rem] gap-1.5 rounded-lg",
  md: "h-10 px-4 text-sm gap-2 rounded-[0.65rem]",
  lg: "h-11 px-5 text-[0.9375rem] gap-2 rounded-xl",
};

const base =
  "inline-flex shrink-0 items-center justify-center whitespace-nowrap font-medium select-none transition-[background-color,border-color,color,opacity] duration-150 disabled:opacity-50 aria-disabled:opacity-50";

/** How a button looks, for links that look like one. */
export function buttonClass(variant: Variant = "secondary", size: Size = "md"): string {
  return clsx(base, variants[variant], sizes[size]);
}

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: Variant;
  size?: Size;
  busy?: boolean;
}

export const Button = forwardRef<HTMLButtonElement, ButtonProps>(function Button(
  {
    variant = "secondary",
    size = "md",
    busy = false,
    className,
    children,
    disabled,
    type = "button",
    ...rest
  },
  ref,
) {
  return (
    <button
      ref={ref}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={clsx(buttonClass(variant, size), className)}
      {...rest}
    >
      {busy && <Spinner className="size-4" />}
      {children}
    </button>
  );
});

export interface IconButtonProps extends ComponentProps<"button"> {
  label: string;
  /** A larger target, for places that thumbs reach for. */
  large?: boolean;
}

/** A button that is only an icon; its label is read aloud and shown on hover. */
export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  { label, large = false, className, type = "button", ...rest },
  ref,
) {
  return (
    <button
      ref={ref}
      type={type}
      aria-label={label}
      title={label}
      className={clsx(
        "inline-flex shrink-0 items-center justify-center rounded-lg text-muted transition-colors duration-150 hoverable:hover:bg-hover hoverable:hover:text-text disabled:opacity-40 data-[state=open]:bg-hover data-[state=open]:text-text aria-disabled:opacity-40",
        large ? "size-10 [&_svg]:size-5" : "size-8 touch:size-9 [&_svg]:size-4",
        className,
      )}
      {...rest}
    />
  );
});
