import { asProblem } from "@/shared/api/problem";

/** What is wrong, by field; "form" is what concerns no field in particular. */
export type Errors = Readonly<Record<string, string | undefined>>;

/**
 * What to show where after a refused form: at the fields when the server named
 * them. names says what fields are called here that are called otherwise there.
 */
export function formErrors(error: unknown, names: Readonly<Record<string, string>> = {}): Errors {
  const { fields, message } = asProblem(error);
  const refused = Object.entries(fields).map(([field, fault]) => [names[field] ?? field, fault]);
  return refused.length > 0 ? Object.fromEntries(refused) : { form: message };
}
