import { asProblem } from "@/shared/api/problem";

export interface FormErrors {
  form?: string;
  fields: Readonly<Record<string, string>>;
}

export const noErrors: FormErrors = { fields: {} };

/** What to show where after a refused form: at the fields when the server named them. */
export function formErrors(error: unknown): FormErrors {
  const problem = asProblem(error);
  return Object.keys(problem.fields).length > 0
    ? { fields: problem.fields }
    : { form: problem.message, fields: {} };
}
