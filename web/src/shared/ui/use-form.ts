import { type FormEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Errors, formErrors } from "./form-errors";
import { toast } from "./toast";

interface Options<Values> {
  /** What is to be sent: from the fields, or from where their values are kept. */
  read: (fields: FormData) => Values;
  /** What is wrong with it before it is sent. */
  check?: (values: Values) => Errors;
  /** Fails when the server refuses. */
  send: (values: Values) => unknown;
  /** What to show where after that, where it is not what the server says. */
  explain?: (error: unknown, values: Values) => Errors;
}

/** A form that is checked, sent once at a time, and leads to what is wrong; goes with `<Form>`. */
export function useForm<Values>({ read, check, send, explain }: Options<Values>) {
  const element = useRef<HTMLFormElement>(null);
  const sending = useRef(false);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Errors>({});

  const show = (wrong: Errors) => {
    // At once: only then is it known where the focus is to go.
    flushSync(() => {
      setErrors(wrong);
      setBusy(sending.current);
    });
    if (isWrong(wrong) && element.current && !leadToFault(element.current))
      setErrors({ form: textOf(wrong) });
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (sending.current) return;
    const form = event.currentTarget;
    const values = read(new FormData(form));
    const wrong = check?.(values) ?? {};
    if (isWrong(wrong)) return show(wrong);
    const sender = document.activeElement;
    setErrors({});
    setBusy(true);
    sending.current = true;
    let refused: Errors = {};
    try {
      await send(values);
    } catch (error) {
      refused = explain?.(error, values) ?? formErrors(error);
    }
    sending.current = false;
    setBusy(false);
    if (!isWrong(refused)) return;
    if (!form.isConnected) return toast(textOf(refused)); // It was left meanwhile.
    show(refused);
    giveBack(sender, form);
  };

  /** Takes back what was said of fields that are being mended; of all, unless they are named. */
  const mend = (...names: string[]) =>
    setErrors((shown) =>
      names.length === 0 ? {} : { ...shown, ...Object.fromEntries(names.map((name) => [name, undefined])) },
    );

  return { element, errors, busy, submit, show, mend };
}

export type FormState = ReturnType<typeof useForm>;

export function isWrong(errors: Errors): boolean {
  return Object.values(errors).some((fault) => fault !== undefined);
}

function textOf(errors: Errors): string {
  return Object.values(errors).join(" ");
}

/** Whether there was one to be seen: servers may name fields that a form does not have. */
function leadToFault(form: HTMLFormElement): boolean {
  const field = form.querySelector<HTMLElement>("[aria-invalid=true]");
  const notice = form.querySelector("[role=alert]");
  if (field) field.focus();
  else notice?.scrollIntoView({ block: "nearest" });
  return Boolean(field ?? notice);
}

/** A button loses the focus while it is busy, to what is around the form; who went elsewhere stays there. */
function giveBack(sender: Element | null, form: HTMLFormElement): void {
  if (sender instanceof HTMLElement && document.activeElement?.contains(form))
    sender.focus({ preventScroll: true });
}
