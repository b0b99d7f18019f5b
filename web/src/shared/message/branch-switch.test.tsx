import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { makeAnswer } from "@/testing/make";
import { BranchSwitch } from "./branch-switch";

it("moves between siblings by mouse and by keys, and stops at the ends", async () => {
  const onSwitch = vi.fn();
  render(
    <BranchSwitch message={makeAnswer("b", "m", { sibling_ids: ["a", "b", "c"] })} onSwitch={onSwitch} />,
  );
  expect(screen.getByText("Version 2 of 3")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Next version" }));
  await userEvent.keyboard("{ArrowLeft}{Home}{End}{ArrowUp}");
  expect(onSwitch.mock.calls.flat()).toEqual(["c", "a", "a", "c"]);
});

it("is not there for an only child", () => {
  const { container } = render(<BranchSwitch message={makeAnswer("a", "m")} onSwitch={() => undefined} />);
  expect(container).toBeEmptyDOMElement();
});
