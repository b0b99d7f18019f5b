/** The Web Locks API as far as the application uses it, for tests: exclusive locks, first come, first served. */
type Callback = () => Promise<unknown> | unknown;

export class FakeLocks {
  private readonly queues = new Map<string, symbol[]>();
  private readonly wake = new Map<symbol, () => void>();

  async request(name: string, options: { signal?: AbortSignal }, callback: Callback): Promise<unknown> {
    const me = Symbol(name);
    const queue = this.queues.get(name) ?? [];
    this.queues.set(name, queue);
    queue.push(me);
    try {
      await this.turn(queue, me, options.signal);
      return await callback();
    } finally {
      queue.splice(queue.indexOf(me), 1);
      const [next] = queue;
      if (next) this.wake.get(next)?.();
    }
  }

  private turn(queue: symbol[], me: symbol, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (queue[0] === me) return resolve();
      this.wake.set(me, resolve);
      signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
  }

  async query() {
    const all = [...this.queues].flatMap(([name, queue]) => queue.map((_, place) => ({ name, place })));
    return {
      held: all.filter(({ place }) => place === 0),
      pending: all.filter(({ place }) => place > 0),
    };
  }
}
