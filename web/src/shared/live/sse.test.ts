import { describe, expect, it } from "vitest";
import { parseEvent } from "./connection";
import { type Frame, FrameParser, readFrames } from "./sse";

const stream =
  ': {"type":"ping"}\n\nid: evt_7\nevent: message.new\ndata: {"type":"message.new",\ndata: "payload":{"a":1}}\n\ndata:x\r\n\r\nid: evt_8\nevent: lonely\n\n';

function parse(...parts: string[]): (Frame | null)[] {
  const frames: (Frame | null)[] = [];
  const parser = new FrameParser((frame) => frames.push(frame));
  for (const part of parts) parser.push(part);
  return frames;
}

describe("FrameParser", () => {
  it("reads comments, fields and several data lines", () => {
    expect(parse(stream)).toEqual([
      null,
      { id: "evt_7", event: "message.new", data: '{"type":"message.new",\n"payload":{"a":1}}' },
      { id: null, event: "message", data: "x" },
    ]);
  });

  it("gives the same wherever the stream is cut", () => {
    const whole = parse(stream);
    for (let size = 1; size < 12; size++) {
      const parts = stream.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      expect(parse(...parts)).toEqual(whole);
    }
  });

  it("decodes characters that are cut in half", async () => {
    const bytes = new TextEncoder().encode("data: ä€😀\n\n");
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const frames: (Frame | null)[] = [];
    await readFrames(body, (frame) => frames.push(frame));
    expect(frames).toEqual([{ id: null, event: "message", data: "ä€😀" }]);
  });
});

describe("parseEvent", () => {
  it("takes the position from the id and the type from the envelope", () => {
    expect(parseEvent({ id: "evt_12", event: "x", data: '{"type":"y","payload":1}' })).toEqual({
      position: 12,
      type: "y",
      payload: 1,
    });
    expect(parseEvent({ id: null, event: "typing.update", data: "{}" })).toEqual({
      position: 0,
      type: "typing.update",
      payload: undefined,
    });
    expect(parseEvent({ id: "evt_1", event: "x", data: "no json" })).toBeNull();
  });
});
