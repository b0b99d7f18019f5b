import createClient from "openapi-fetch";
import { request } from "./http";
import { problemFrom } from "./problem";
import type { paths } from "./schema.gen";

export const client = createClient<paths>({ baseUrl: location.origin, fetch: request });

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a successful answer; a refusal is thrown as a Problem. */
export async function unwrap<T>(answer: Promise<Answered<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw await problemFrom(response, error);
  return data as T;
}
