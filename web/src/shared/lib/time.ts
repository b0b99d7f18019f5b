import { currentLocale } from "@/shared/i18n";

export const ages = ["today", "yesterday", "week", "month", "older"] as const;
export type Age = (typeof ages)[number];

const dayMs = 86_400_000;

/** The group of a list that a moment belongs to, by local calendar days. */
export function ageOf(moment: Date, now: Date): Age {
  const today = startOfDay(now);
  const day = startOfDay(moment);
  // Rounded: a day in which the clocks change is not 24 hours long.
  const days = Math.round((today.getTime() - day.getTime()) / dayMs);
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  if (days <= 7) return "week";
  if (days <= 30) return "month";
  return "older";
}

function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

/** Making a formatter takes a thousand times as long as using one. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  const key = `${currentLocale()} ${JSON.stringify(options)}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(currentLocale(), options);
  formatters.set(key, known);
  return known.format(date);
}

export function fullTime(moment: string): string {
  return format(new Date(moment), { dateStyle: "full", timeStyle: "short" });
}

/** To the second, and in which zone. */
export function exactTime(moment: string): string {
  return format(new Date(moment), { dateStyle: "full", timeStyle: "long" });
}

/** A day and a time, without ceremony. */
export function dayAndTime(moment: string): string {
  return format(new Date(moment), { dateStyle: "medium", timeStyle: "short" });
}

/** The time of a message: the hour today, otherwise the day as well. */
export function shortTime(moment: string, now = new Date()): string {
  const date = new Date(moment);
  const age = ageOf(date, now);
  if (age === "today") return format(date, { hour: "numeric", minute: "2-digit" });
  return format(date, {
    day: "numeric",
    month: "short",
    ...(date.getFullYear() !== now.getFullYear() && { year: "numeric" }),
  });
}

export function seconds(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

const steps = [
  ["minute", 60, 60],
  ["hour", 3_600, 24],
  ["day", 86_400, 30],
] as const;

/** How soon a moment comes: in seconds when it is near; what has passed is now. */
export function timeUntil(moment: string, now: Date): string {
  const left = Math.max(0, (Date.parse(moment) - now.getTime()) / 1000);
  const relative = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  return left < 90
    ? relative.format(Math.round(left), "second")
    : relative.format(Math.round(left / 60), "minute");
}

/** How long ago a moment was, roughly; null for so long ago that the date says more. */
export function timeAgo(moment: string, now: Date): string | null {
  const passed = Math.max(0, (now.getTime() - Date.parse(moment)) / 1000);
  const relative = new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" });
  for (const [unit, length, most] of steps) {
    const count = Math.round(passed / length);
    if (count < most) return relative.format(-Math.max(unit === "minute" ? 1 : 0, count), unit);
  }
  return null;
}
