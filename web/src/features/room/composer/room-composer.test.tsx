import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sendTyping } from "@/shared/api/typing";
import type { Mentionable } from "../mentions/mentions";
import { RoomContext, type RoomScope } from "../room-context";
import { RoomComposer } from "./room-composer";

vi.mock("@/shared/api/typing", () => ({ sendTyping: vi.fn(() => Promise.resolve()) }));

const target = (kind: Mentionable["kind"], name: string): Mentionable => ({
  kind,
  id: name,
  name,
  aliases: [],
  label: name,
});
const scope = {
  conversationId: "c1",
  accountId: "ada",
  targets: [
    target("person", "ada"),
    target("person", "ann"),
    target("person", "annika"),
    target("model", "Answerer"),
  ],
} as unknown as RoomScope;

function show(props: Partial<Parameters<typeof RoomComposer>[0]> = {}) {
  const onSend = vi.fn();
  render(
    <RoomContext.Provider value={scope}>
      <RoomComposer
        parentId="m1"
        rootId="r1"
        label="Reply"
        placeholder=""
        takesFocus
        onSend={onSend}
        {...props}
      />
    </RoomContext.Provider>,
  );
  return { onSend, field: screen.getByRole("textbox", { name: "Reply" }) as HTMLTextAreaElement };
}

const offers = () => screen.queryAllByRole("option").map((option) => option.textContent);

beforeEach(() => {
  localStorage.clear();
  vi.mocked(sendTyping).mockClear();
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.stubGlobal("CSS", { supports: () => true });
  Element.prototype.scrollIntoView = () => undefined;
});

describe("completing names", () => {
  it("offers people first, not oneself, and narrows while one types", async () => {
    const { field } = show();
    await userEvent.type(field, "hi @");
    expect(offers()).toEqual(["aann@ann", "aannika@annika", "AnswererModel"]);
    await userEvent.type(field, "anni");
    expect(offers()).toHaveLength(1);
    expect(field).toHaveAttribute("aria-activedescendant", screen.getByRole("option").id);
  });

  it("takes the chosen one with Enter or Tab and sends with the next Enter", async () => {
    const { onSend, field } = show();
    await userEvent.type(field, "@a{ArrowDown}{ArrowDown}{Enter}");
    expect(field).toHaveValue("@Answerer ");
    expect(offers()).toEqual([]);
    await userEvent.type(field, "and @ann{Tab}");
    expect(field).toHaveValue("@Answerer and @ann ");
    expect(field).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(onSend).toHaveBeenCalledExactlyOnceWith("@Answerer and @ann ");
  });

  it("closes with Escape and stays closed for this name", async () => {
    const onCancel = vi.fn();
    const { field } = show({ onCancel });
    await userEvent.type(field, "@a{Escape}");
    expect(offers()).toEqual([]);
    expect(onCancel).not.toHaveBeenCalled();
    await userEvent.type(field, "n");
    expect(offers()).toEqual([]);
    await userEvent.keyboard("{Escape}");
    expect(onCancel).toHaveBeenCalledOnce();
  });

  it("leaves the keys to an input method", async () => {
    const { field } = show();
    await userEvent.type(field, "@a");
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    expect(field).toHaveValue("@a");
  });
});

describe("telling the others that one types", () => {
  it("does so at most every few seconds, and tells when it stops", async () => {
    const { field } = show();
    await userEvent.type(field, "some words");
    expect(vi.mocked(sendTyping).mock.calls).toEqual([["c1", "r1", 6]]);
    await userEvent.clear(field);
    await userEvent.clear(field);
    expect(vi.mocked(sendTyping).mock.calls.slice(1)).toEqual([["c1", "r1", 0]]);
    await userEvent.type(field, "x");
    fireEvent.blur(field);
    expect(vi.mocked(sendTyping).mock.calls.slice(2)).toEqual([
      ["c1", "r1", 6],
      ["c1", "r1", 0],
    ]);
  });

  it("tells nobody where there is no thread yet", async () => {
    const { field } = show({ rootId: null });
    await userEvent.type(field, "first");
    expect(sendTyping).not.toHaveBeenCalled();
  });
});

it("keeps a draft for each message that is replied to", async () => {
  const { field } = show();
  await userEvent.type(field, "unfinished");
  fireEvent(window, new Event("pagehide"));
  expect(localStorage.getItem("rustygpt.draft.c1.m1")).toBe("unfinished");
});
