import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef, useState } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { sessionQuery } from "@/shared/api/account";
import { modelsQuery } from "@/shared/api/models";
import type { Model, User } from "@/shared/api/types";
import { modelPreferences } from "@/shared/lib/model-preferences";
import { makeModel } from "@/testing/make";
import { ModelPicker } from "./model-picker";

const models = [
  makeModel("one", { is_default: true }),
  makeModel("two", { context_size: 131_072, capabilities: ["vision"] }),
  makeModel("three", { provider_id: "p2", provider_name: "Beta" }),
  makeModel("four", {
    provider_id: "p2",
    provider_name: "Beta",
    available: false,
    unavailable_reason: "Beta does not answer.",
  }),
];

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  Element.prototype.scrollIntoView = () => undefined;
  vi.stubGlobal("fetch", async () => Response.json(models));
});

function Page({ onChoose }: { onChoose: (model: Model) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" ref={button} onClick={() => setOpen(!open)}>
        Choose
      </button>
      <ModelPicker open={open} onOpenChange={setOpen} anchor={button} chosenId="one" onChoose={onChoose} />
    </>
  );
}

async function show() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(modelsQuery.queryKey, models);
  client.setQueryData(sessionQuery.queryKey, { id: "ann", username: "ann" } as User);
  const onChoose = vi.fn();
  render(
    <QueryClientProvider client={client}>
      <Page onChoose={onChoose} />
    </QueryClientProvider>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Choose" }));
  // What draws the list is fetched on the first click.
  await screen.findByRole("listbox");
  return onChoose;
}

const active = () => {
  const id = screen.getByRole("combobox").getAttribute("aria-activedescendant");
  return id ? document.getElementById(id)?.textContent : null;
};

it("groups by provider, searches, and chooses by keyboard", async () => {
  const onChoose = await show();
  expect(screen.getByRole("group", { name: "Beta" })).toBeInTheDocument();
  expect(screen.getByRole("option", { name: /Model one/ })).toHaveAttribute("aria-selected", "true");
  expect(screen.getByRole("option", { name: /Model two.*128k tokens.*Vision.*Remote/ })).toBeInTheDocument();
  const search = screen.getByRole("combobox");
  await userEvent.type(search, "beta");
  expect(screen.getAllByRole("option")).toHaveLength(2);
  await userEvent.clear(search);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(onChoose).toHaveBeenCalledWith(expect.objectContaining({ id: "two" }));
  await waitFor(() => expect(screen.queryByRole("listbox")).not.toBeInTheDocument());
  expect(modelPreferences("ann").recent).toEqual(["two"]);
});

it("goes round with the arrows, and to the ends", async () => {
  await show();
  await userEvent.keyboard("{ArrowUp}");
  expect(active()).toContain("Model four");
  await userEvent.keyboard("{ArrowDown}");
  expect(active()).toContain("Model one");
  await userEvent.keyboard("{End}");
  expect(active()).toContain("Model four");
  await userEvent.keyboard("{Home}");
  expect(active()).toContain("Model one");
});

it("says why a model is not there, and does not choose it", async () => {
  const onChoose = await show();
  const missing = screen.getByRole("option", { name: /Model four.*Beta does not answer/ });
  expect(missing).toHaveAttribute("aria-disabled", "true");
  await userEvent.keyboard("{End}{Enter}");
  await userEvent.click(missing);
  expect(onChoose).not.toHaveBeenCalled();
  expect(screen.getByText("1 model cannot be used now.")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
});

it("pins and makes a default by keyboard, for the highlighted model", async () => {
  await show();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  const bar = screen.getByRole("group", { name: "Actions for Model three" });
  expect(bar).toBeInTheDocument();
  await userEvent.tab();
  await userEvent.tab();
  expect(screen.getByRole("button", { name: "Pin" })).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  expect(screen.getByRole("group", { name: "Pinned" })).toHaveTextContent("Model three");
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  expect(modelPreferences("ann")).toEqual({ pinned: ["three"], recent: [], usual: "three" });
  expect(screen.getByRole("option", { name: /Model three.*My default/ })).toBeInTheDocument();
});
