import clsx from "clsx";
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, forwardRef, type ReactNode, useId, useState } from "react";
import { t } from "@/shared/i18n";
import { control, inputClass } from "./control";
import { Select } from "./select";

interface Frame {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  className?: string;
}

interface FieldProps extends Frame {
  children: (ids: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}

/** A label, a control, and what to know or mend about it. */
function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": note ? `${id}-note` : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {note && (
        <p
          id={`${id}-note`}
          className={clsx("text-[0.8125rem] leading-snug", error ? "text-danger" : "text-muted")}
        >
          {note}
        </p>
      )}
    </div>
  );
}

type InputProps = Frame & Omit<ComponentProps<"input">, "className">;

export const TextField = forwardRef<HTMLInputElement, InputProps>(function TextField(
  { label, hint, error, className, ...rest },
  ref,
) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(ids) => <input ref={ref} {...ids} className={inputClass} {...rest} />}
    </Field>
  );
});

export const PasswordField = forwardRef<HTMLInputElement, InputProps>(function PasswordField(
  { label, hint, error, className, ...rest },
  ref,
) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(ids) => (
        <div className="relative">
          <input
            ref={ref}
            {...ids}
            type={shown ? "text" : "password"}
            spellCheck={false}
            autoCapitalize="none"
            className={clsx(inputClass, "pe-11")}
            {...rest}
          />
          <button
            type="button"
            aria-label={t(shown ? "password.hide" : "password.show")}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute inset-y-0 end-0 flex w-10 items-center justify-center rounded-[0.65rem] text-muted hoverable:hover:text-text"
          >
            <Icon className="size-4" aria-hidden />
          </button>
        </div>
      )}
    </Field>
  );
});

interface TextAreaProps extends Frame, Omit<ComponentProps<"textarea">, "className"> {
  /** For code: letters of one width, lines that are not broken. */
  mono?: boolean;
}

export const TextArea = forwardRef<HTMLTextAreaElement, TextAreaProps>(function TextArea(
  { label, hint, error, className, mono = false, ...rest },
  ref,
) {
  return (
    <Field label={label} hint={hint} error={error} {...(className && { className })}>
      {(ids) => (
        <textarea
          ref={ref}
          {...ids}
          className={clsx(
            control,
            "min-h-24 resize-y py-2.5 touch:text-base",
            mono ? "overflow-x-auto whitespace-pre font-mono text-[0.8125rem]" : "text-[0.9375rem]",
          )}
          {...rest}
        />
      )}
    </Field>
  );
});

export const SelectField = forwardRef<HTMLSelectElement, Frame & Omit<ComponentProps<"select">, "className">>(
  function SelectField({ label, hint, error, className, children, ...rest }, ref) {
    return (
      <Field label={label} hint={hint} error={error} {...(className && { className })}>
        {(ids) => (
          <Select ref={ref} {...ids} {...rest}>
            {children}
          </Select>
        )}
      </Field>
    );
  },
);
