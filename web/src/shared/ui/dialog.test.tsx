import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Dialog } from "./dialog";

function Page({ eager = false }: { eager?: boolean }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Rename
      </button>
      <Dialog open={open} onOpenChange={setOpen} title="Rename the chat">
        <input aria-label="Title" autoFocus={eager} />
      </Dialog>
    </>
  );
}

describe("a dialog", () => {
  beforeEach(() => {
    vi.stubGlobal("matchMedia", () => ({ matches: false }));
  });

  it.each([false, true])(
    "begins at its first field and gives the focus back (autofocus: %s)",
    async (eager) => {
      render(<Page eager={eager} />);
      await userEvent.click(screen.getByRole("button", { name: "Rename" }));
      expect(screen.getByRole("textbox", { name: "Title" })).toHaveFocus();
      await userEvent.keyboard("{Escape}");
      expect(screen.queryByRole("dialog")).toBeNull();
      expect(screen.getByRole("button", { name: "Rename" })).toHaveFocus();
    },
  );
});
