import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { accentFit, defaultAccent } from "@/shared/lib/accent";
import { ServerStep } from "./server-step";

// jsdom has no media; this one is light.
vi.stubGlobal("matchMedia", () => ({ matches: false }));

const prefilled = { serverName: "RustyGPT", publicUrl: "https://chat.example.org", accent: defaultAccent };

function show(value = prefilled) {
  const onNext = vi.fn();
  const onBack = vi.fn();
  render(<ServerStep value={value} onBack={onBack} onNext={onNext} />);
  return { onNext, onBack, user: userEvent.setup() };
}

const goOn = () => screen.getByRole("button", { name: "Continue" });

it("asks for nothing: what it begins with will do", async () => {
  const { onNext, user } = show();
  await user.click(goOn());
  expect(onNext).toHaveBeenCalledExactlyOnceWith(prefilled);
});

it("says what is wrong before it goes on", async () => {
  const { onNext, user } = show({ ...prefilled, publicUrl: "http://chat.example.org" });
  await user.clear(screen.getByLabelText("Name of this server"));
  await user.click(goOn());
  expect(screen.getByLabelText("Name of this server")).toBeInvalid();
  expect(screen.getByLabelText("Public address (optional)")).toBeInvalid();
  expect(onNext).not.toHaveBeenCalled();
});

it("needs no address", async () => {
  const { onNext, user } = show();
  await user.clear(screen.getByLabelText("Public address (optional)"));
  await user.click(goOn());
  expect(onNext).toHaveBeenCalledWith({ ...prefilled, publicUrl: "" });
});

it("wears a colour as soon as it is chosen, in a form that can be read", async () => {
  const pale = "#ffee00";
  const { onNext, user } = show({ ...prefilled, accent: pale });
  expect(screen.getByText("The colour is adapted")).toBeVisible();
  await user.click(screen.getByRole("radio", { name: "Teal" }));
  expect(document.documentElement.style.getPropertyValue("--accent")).toBe(accentFit("#0b7f8a", false)?.fill);
  await user.click(goOn());
  expect(onNext).toHaveBeenCalledWith({ ...prefilled, accent: "#0b7f8a" });
});

it("keeps what was typed for whoever goes back", async () => {
  const { onBack, user } = show();
  await user.type(screen.getByLabelText("Name of this server"), " at home");
  await user.click(screen.getByRole("button", { name: "Back" }));
  expect(onBack).toHaveBeenCalledWith({ ...prefilled, serverName: "RustyGPT at home" });
});
