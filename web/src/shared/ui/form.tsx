import type { ReactNode } from "react";
import { Notice } from "./notice";
import type { FormState } from "./use-form";

interface Props {
  form: FormState;
  className?: string;
  children: ReactNode;
}

/** The fields of a form, and above them what is wrong with it as a whole. */
export function Form({ form, className, children }: Props) {
  return (
    // Its own checks are told beside the fields, in the language of the page.
    <form ref={form.element} onSubmit={form.submit} noValidate className={className}>
      {form.errors.form && (
        <Notice tone="danger" className="scroll-mt-4">
          {form.errors.form}
        </Notice>
      )}
      {children}
    </form>
  );
}
