/** A reader of event streams (WHATWG HTML §9.2.6), for bodies of fetch. */

export interface Frame {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Takes pieces of the stream's text as they arrive and calls back with every
 * whole frame. Comments count as signs of life and are reported as null.
 */
export class FrameParser {
  private rest = "";
  private id: string | null = null;
  private event = "";
  private data: string[] = [];

  constructor(private readonly onFrame: (frame: Frame | null) => void) {}

  push(text: string): void {
    this.rest += text;
    // A carriage return at the very end may be the first half of CR LF.
    const whole = this.rest.endsWith("\r") ? this.rest.slice(0, -1) : this.rest;
    const lines = whole.split(/\r\n|\n|\r/);
    const unfinished = lines.pop() ?? "";
    this.rest = unfinished + this.rest.slice(whole.length);
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === "") {
      this.dispatch();
      return;
    }
    if (line.startsWith(":")) {
      this.onFrame(null);
      return;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    else if (field === "event") this.event = value;
    else if (field === "id" && !value.includes("\0")) this.id = value;
  }

  private dispatch(): void {
    if (this.data.length > 0) {
      this.onFrame({ id: this.id, event: this.event || "message", data: this.data.join("\n") });
    }
    this.id = null;
    this.event = "";
    this.data = [];
  }
}

/** Reads a response body to its end. */
export async function readFrames(
  body: ReadableStream<Uint8Array>,
  onFrame: (frame: Frame | null) => void,
): Promise<void> {
  const parser = new FrameParser(onFrame);
  const decoder = new TextDecoder();
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.push(decoder.decode(value, { stream: true }));
  }
}
