import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Problem } from "@/shared/api/problem";
import { Button } from "./button";
import { TextField } from "./field";
import { Form } from "./form";
import { Toaster } from "./toast";
import { useForm } from "./use-form";

// jsdom has no layout to scroll in.
const scrollIntoView = vi.fn();
beforeEach(() => {
  scrollIntoView.mockClear();
  Element.prototype.scrollIntoView = scrollIntoView;
});

type Send = (person: { name: string; town: string }) => Promise<void>;

function Person({ send }: { send: Send }) {
  const form = useForm({
    read: (fields) => ({ name: String(fields.get("name")), town: String(fields.get("town")) }),
    check: ({ name }) => (name === "" ? { name: "Give a name." } : {}),
    send,
  });
  return (
    <Form form={form}>
      <TextField label="Town" name="town" error={form.errors.town} />
      <TextField label="Name" name="name" error={form.errors.name} onChange={() => form.mend("name")} />
      <Button type="submit" busy={form.busy}>
        Save
      </Button>
    </Form>
  );
}

function show(send: Send) {
  const { rerender } = render(<Person send={send} />);
  const user = userEvent.setup();
  return {
    user,
    fill: () => user.type(screen.getByLabelText("Name"), "Ann"),
    save: () => user.click(screen.getByRole("button", { name: "Save" })),
    leave: () => rerender(<Toaster />),
  };
}

/** A server that answers when it is told to. */
function slow() {
  let accept = () => {};
  let refuse: (reason: Problem) => void = () => {};
  const send = vi.fn<Send>(
    () =>
      new Promise((resolve, reject) => {
        accept = resolve;
        refuse = reject;
      }),
  );
  return { send, accept: () => accept(), refuse: (reason: Problem) => refuse(reason) };
}

const refusing = (fields: Record<string, string>) => () =>
  Promise.reject(new Problem(400, "invalid", "Not like this.", fields));

describe("a form with a mistake", () => {
  it("is not sent, and leads to the mistake", async () => {
    const send = vi.fn<Send>();
    const { save } = show(send);
    await save();
    expect(screen.getByLabelText("Name")).toHaveFocus();
    expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("Give a name.");
    expect(send).not.toHaveBeenCalled();
  });

  it("leads there again after each try, and not while it is being mended", async () => {
    const { user, save } = show(vi.fn<Send>());
    await save();
    await user.click(screen.getByLabelText("Town"));
    await save();
    expect(screen.getByLabelText("Name")).toHaveFocus();
    await user.keyboard("A");
    expect(screen.getByLabelText("Name")).toBeValid();
    expect(screen.getByLabelText("Name")).toHaveFocus();
  });
});

describe("a form that is being sent", () => {
  it("is busy, and is not sent twice", async () => {
    const { send, accept } = slow();
    const { fill, save, user } = show(send);
    await fill();
    await save();
    expect(screen.getByRole("button", { name: "Save" })).toBeDisabled();
    await user.type(screen.getByLabelText("Name"), "{Enter}");
    screen.getByLabelText<HTMLInputElement>("Name").form?.requestSubmit();
    expect(send).toHaveBeenCalledExactlyOnceWith({ name: "Ann", town: "" });
    accept();
    await waitFor(() => expect(screen.getByRole("button", { name: "Save" })).toBeEnabled());
    await save();
    expect(send).toHaveBeenCalledTimes(2);
  });

  it("tells of a refusal also who has left it", async () => {
    const { send, refuse } = slow();
    const { fill, save, leave } = show(send);
    await fill();
    await save();
    leave();
    refuse(new Problem(409, "conflict", "There is an Ann already."));
    expect(await screen.findByText("There is an Ann already.")).toBeInTheDocument();
  });
});

describe("a refused form", () => {
  it("keeps what was typed and leads to the first field that the server named", async () => {
    const { fill, save } = show(refusing({ name: "Taken.", town: "Not known." }));
    await fill();
    await save();
    expect(screen.getByLabelText("Town")).toHaveFocus();
    expect(screen.getByLabelText("Name")).toHaveAccessibleDescription("Taken.");
    expect(screen.getByLabelText("Name")).toHaveValue("Ann");
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByRole("button", { name: "Save" })).toBeEnabled();
  });

  it("says above the fields what concerns none of them, and brings that into sight", async () => {
    const { fill, save } = show(refusing({}));
    await fill();
    await save();
    expect(screen.getByRole("alert")).toHaveTextContent("Not like this.");
    expect(scrollIntoView.mock.contexts).toEqual([screen.getByRole("alert")]);
  });

  it("gives the focus back that was lost while it was busy", async () => {
    const { send, refuse } = slow();
    const { fill, save } = show(send);
    await fill();
    await save();
    // Browsers do so once the button is disabled.
    screen.getByRole("button", { name: "Save" }).blur();
    refuse(new Problem(503, "unavailable", "Not now."));
    await screen.findByText("Not now.");
    expect(screen.getByRole("button", { name: "Save" })).toHaveFocus();
  });

  it("leaves the focus to who went on meanwhile", async () => {
    const { send, refuse } = slow();
    const { user, fill, save } = show(send);
    await fill();
    await save();
    await user.click(screen.getByLabelText("Town"));
    refuse(new Problem(503, "unavailable", "Not now."));
    await screen.findByText("Not now.");
    expect(screen.getByLabelText("Town")).toHaveFocus();
  });

  it("says there, too, what is wrong with a field that it does not have", async () => {
    const { fill, save } = show(refusing({ age: "Too young." }));
    await fill();
    await save();
    expect(screen.getByRole("alert")).toHaveTextContent("Too young.");
  });

  it("forgets the refusal when it is sent again", async () => {
    const send = vi.fn<Send>().mockImplementationOnce(refusing({})).mockResolvedValueOnce();
    const { fill, save } = show(send);
    await fill();
    await save();
    await save();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
