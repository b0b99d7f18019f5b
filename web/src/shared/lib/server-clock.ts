/**
 * The server's time as far as its answers tell it (RFC 9110 §6.6.1: to the
 * second). Moments in events are compared with it, not with a clock on this
 * computer that may be wrong by minutes.
 */
let aheadMs = 0;

/** Learns from an answer's Date header. */
export function observeServerTime(response: Response): void {
  const date = Date.parse(response.headers.get("Date") ?? "");
  if (Number.isFinite(date)) aheadMs = date - Date.now();
}

/** The server's time, in milliseconds. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}

/** A moment of the server in milliseconds of this computer's clock. */
export function localTime(moment: string): number {
  return Date.parse(moment) - aheadMs;
}
