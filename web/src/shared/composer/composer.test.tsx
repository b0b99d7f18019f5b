import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { forgetPerson } from "@/shared/lib/forget";
import { setSendKey } from "@/shared/lib/preferences";
import { Composer } from "./composer";
import { loadDraft } from "./drafts";

function show(change: Partial<Parameters<typeof Composer>[0]> = {}) {
  const onSend = vi.fn();
  const onStop = vi.fn();
  const view = render(
    <Composer draftKey="c1" generating={false} blocked={null} onSend={onSend} onStop={onStop} {...change} />,
  );
  return {
    onSend,
    onStop,
    field: screen.getByRole("textbox", { name: "Message" }) as HTMLTextAreaElement,
    ...view,
  };
}

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal("matchMedia", () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  vi.stubGlobal("CSS", { supports: () => true });
});

describe("Composer", () => {
  it("has the focus and sends with Enter, once", async () => {
    const { onSend, field } = show();
    expect(field).toHaveFocus();
    await userEvent.type(field, "hello{Shift>}{Enter}{/Shift}there{Enter}");
    expect(onSend).toHaveBeenCalledExactlyOnceWith("hello\nthere");
    expect(field).toHaveValue("");
    expect(field).toHaveFocus();
  });

  it("does not send blanks, nor while a word is composed", async () => {
    const { onSend, field } = show();
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
    await userEvent.type(field, "  {Enter}");
    fireEvent.input(field, { target: { value: "かな" } });
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    expect(onSend).not.toHaveBeenCalled();
  });

  it("takes the focus from nobody who types", () => {
    const other = document.body.appendChild(document.createElement("input"));
    other.focus();
    const { field } = show({ draftKey: "late" });
    expect(field).not.toHaveFocus();
    other.remove();
  });

  it("leaves nothing of what whoever signs out had written", async () => {
    const { field, unmount } = show({ draftKey: "private" });
    await userEvent.type(field, "a secret");
    forgetPerson();
    unmount();
    expect(loadDraft("private")).toBe("");
  });

  it("neither sends nor changes while what was sent is on its way", async () => {
    const { onSend, field } = show({ busy: true, draftKey: "on-its-way" });
    await userEvent.type(field, "again{Enter}");
    expect(onSend).not.toHaveBeenCalled();
    expect(field).toHaveValue("");
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
  });

  it("sends with Ctrl+Enter when one wants so", async () => {
    setSendKey("mod-enter");
    const { onSend, field } = show();
    await userEvent.type(field, "a{Enter}b");
    expect(onSend).not.toHaveBeenCalled();
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect(onSend).toHaveBeenCalledExactlyOnceWith("a\nb");
  });

  it("offers to stop while an answer is written, and keeps the text", async () => {
    const { onSend, onStop, field } = show({ generating: true });
    await userEvent.type(field, "next{Enter}");
    expect(onSend).not.toHaveBeenCalled();
    expect(field).toHaveValue("next");
    await userEvent.click(screen.getByRole("button", { name: "Stop" }));
    expect(onStop).toHaveBeenCalledOnce();
  });

  it("keeps a draft for each conversation", async () => {
    const first = show();
    await userEvent.type(first.field, "unfinished");
    first.unmount();
    const other = show({ draftKey: "c2" });
    expect(other.field).toHaveValue("");
    other.unmount();
    const again = show();
    expect(again.field).toHaveValue("unfinished");
    await userEvent.type(again.field, "{Enter}");
    again.unmount();
    expect(show().field).toHaveValue("");
  });
});
