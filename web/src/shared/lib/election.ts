/**
 * Work that one tab of a browser does for all of them. Tabs agree through the
 * Web Locks API; where it is missing (plain HTTP outside localhost) every tab
 * does the work for itself.
 */
const prefix = "rustygpt.";

function locks(): LockManager | null {
  return "locks" in navigator && navigator.locks ? navigator.locks : null;
}

/** Whether tabs can agree at all. */
export function canElect(): boolean {
  return locks() !== null;
}

/**
 * Waits until this tab is the one, then begins the work, which returns how to
 * end it. The function returned steps back or stops waiting; once its promise
 * settles, another tab may have taken over.
 */
export function elect(office: string, begin: () => () => void): () => Promise<void> {
  const manager = locks();
  if (!manager) {
    const end = begin();
    return async () => end();
  }
  const waiting = new AbortController();
  let resign: (() => void) | null = null;
  const term = manager
    .request(prefix + office, { signal: waiting.signal }, () => {
      // Elected in the moment in which it stepped back.
      if (waiting.signal.aborted) return;
      const end = begin();
      return new Promise<void>((free) => {
        resign = () => {
          end();
          free();
        };
      });
    })
    .catch(() => undefined); // stopped waiting
  return async () => {
    resign?.();
    waiting.abort();
    await term;
  };
}

/** Whether no tab holds the office or waits for it at this moment. */
export async function isVacant(office: string): Promise<boolean> {
  const manager = locks();
  if (!manager) return true;
  const { held = [], pending = [] } = await manager.query();
  return ![...held, ...pending].some((lock) => lock.name === prefix + office);
}
