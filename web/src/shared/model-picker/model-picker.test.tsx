import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { modelsQuery } from "@/shared/api/models";
import type { Model } from "@/shared/api/types";
import { ModelPicker } from "./model-picker";

const model = (id: string, provider: string, change: Partial<Model> = {}): Model => ({
  id,
  provider_id: provider,
  provider_name: provider,
  provider_type: "openai",
  upstream_id: id,
  display_name: `Model ${id}`,
  enabled: true,
  is_default: false,
  source: "admin",
  ...change,
});

beforeEach(() => {
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
});

function show() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(modelsQuery.queryKey, [
    model("one", "Alpha", { is_default: true }),
    model("two", "Alpha"),
    model("three", "Beta"),
  ]);
  const onChoose = vi.fn();
  render(
    <QueryClientProvider client={client}>
      <ModelPicker modelId={undefined} onChoose={onChoose} />
    </QueryClientProvider>,
  );
  return onChoose;
}

// What draws the list is fetched on the first click.
it("groups by provider, searches, and chooses by keyboard", { timeout: 20_000 }, async () => {
  const onChoose = show();
  await userEvent.click(screen.getByRole("button", { name: "Model: Model one" }));
  expect(await screen.findByRole("group", { name: "Beta" }, { timeout: 10_000 })).toBeInTheDocument();
  expect(screen.getByRole("option", { name: /Model one/ })).toHaveAttribute("aria-selected", "true");
  const search = screen.getByRole("combobox");
  await userEvent.type(search, "beta");
  expect(screen.getAllByRole("option")).toHaveLength(1);
  await userEvent.clear(search);
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(onChoose).toHaveBeenCalledWith(expect.objectContaining({ id: "two" }));
  expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
});
