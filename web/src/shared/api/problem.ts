import { t } from "@/shared/i18n";
import { type Translate, translator } from "@/shared/i18n/translated";

/** A refused or failed request, with a text for people. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    /** 0 when there was no answer at all. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
    /** Seconds to wait, when the server said. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

interface Body {
  code?: string;
  message?: string;
  detail?: string;
  title?: string;
  details?: unknown;
}

/** What the server answered, in the language shown. */
export async function problemFrom(response: Response, body: unknown): Promise<Problem> {
  const translate = await translator();
  const known = typeof body === "object" && body !== null ? (body as Body) : {};
  const said = known.message ?? known.detail ?? known.title;
  const wait = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new Problem(
    response.status,
    finerCode(known.details) ?? known.code ?? "unknown",
    said ? translate(said) : t("error.status", { status: String(response.status) }),
    fieldMessages(known.details, translate),
    Number.isFinite(wait) ? wait : null,
  );
}

/** Stands beside codes that are general. */
function finerCode(details: unknown): string | undefined {
  return (details as { rgp_code?: string } | null | undefined)?.rgp_code;
}

function fieldMessages(details: unknown, translate: Translate): Record<string, string> {
  const list = Array.isArray(details)
    ? details
    : (details as { fields?: unknown } | null | undefined)?.fields;
  if (!Array.isArray(list)) return {};
  const messages: Record<string, string> = {};
  for (const entry of list as { field?: string; message?: string }[]) {
    if (entry.field && entry.message) messages[entry.field] = translate(entry.message);
  }
  return messages;
}

/** Any thrown value as a Problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "offline", t("error.offline"));
}
