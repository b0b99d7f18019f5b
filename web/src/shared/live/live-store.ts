/**
 * What lives outside React and is kept up to date while somebody looks at it.
 * Components are told at most once per frame, however much happened.
 */

const closeDelayMs = 3_000;

export abstract class LiveStore<View, News> {
  private current: View | undefined;
  private stale = false;
  private scheduled = false;
  private users = 0;
  private closing: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly newsListeners = new Set<(news: News) => void>();

  /* For React */

  readonly view = (): View => {
    this.current ??= this.makeView();
    return this.current;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  onNews(listener: (news: News) => void): () => void {
    this.newsListeners.add(listener);
    return () => this.newsListeners.delete(listener);
  }

  /** Keeps the store connected until the returned function is called. */
  open(): () => void {
    this.users++;
    clearTimeout(this.closing);
    if (!this.connected) void this.start();
    return () => {
      this.users--;
      // Moving between pages closes and opens again at once.
      this.closing = setTimeout(() => !this.used && this.close(), closeDelayMs);
    };
  }

  abstract close(): void;

  /* For what is built on it */

  /** Whether somebody looks at it. */
  protected get used(): boolean {
    return this.users > 0;
  }

  protected abstract readonly connected: boolean;
  protected abstract start(): Promise<void>;
  protected abstract makeView(): View;

  /** What is to be done in each frame in which something was scheduled, after the view has been told. */
  protected onFrame(): void {}

  protected announce(news: News): void {
    for (const listener of this.newsListeners) listener(news);
  }

  /** Has a new view made in the next frame. */
  protected publish(): void {
    this.stale = true;
    this.schedule();
  }

  protected schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    // No frames are drawn in the background.
    if (document.visibilityState === "visible") requestAnimationFrame(this.flush);
    else setTimeout(this.flush, 200);
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    if (this.stale) {
      this.stale = false;
      this.current = this.makeView();
      for (const listener of this.listeners) listener();
    }
    this.onFrame();
  };
}
