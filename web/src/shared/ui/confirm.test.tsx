import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { Confirm } from "./confirm";

function Asked({ onConfirm, typed }: { onConfirm: () => void; typed?: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Remove
      </button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title="Delete ann?"
        description="Her chats go, too."
        action="Delete"
        {...(typed && { typed })}
        onConfirm={onConfirm}
      />
    </>
  );
}

describe("what cannot be undone", () => {
  it("happens after a yes, and the focus goes back", async () => {
    const confirmed = vi.fn();
    render(<Asked onConfirm={confirmed} />);
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    expect(screen.getByRole("button", { name: "Cancel" })).toHaveFocus();
    await userEvent.click(screen.getByRole("button", { name: "Delete" }));
    expect(confirmed).toHaveBeenCalledOnce();
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(screen.getByRole("button", { name: "Remove" })).toHaveFocus();
  });

  it("can need the name typed", async () => {
    const confirmed = vi.fn();
    render(<Asked onConfirm={confirmed} typed="ann" />);
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    const field = screen.getByRole("textbox", { name: "Type “ann” to confirm" });
    expect(field).toHaveFocus();
    await userEvent.keyboard("ben{Enter}");
    expect(confirmed).not.toHaveBeenCalled();
    expect(field).toHaveAccessibleDescription("This is not “ann”.");
    await userEvent.clear(field);
    await userEvent.keyboard("ann{Enter}");
    expect(confirmed).toHaveBeenCalledOnce();
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });

  it("does not happen after Escape", async () => {
    const confirmed = vi.fn();
    render(<Asked onConfirm={confirmed} typed="ann" />);
    await userEvent.click(screen.getByRole("button", { name: "Remove" }));
    await userEvent.keyboard("ann{Escape}");
    expect(screen.queryByRole("alertdialog")).toBeNull();
    expect(confirmed).not.toHaveBeenCalled();
  });
});
