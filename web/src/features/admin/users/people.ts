import type { ListedUser, User } from "@/shared/api/types";

export const states = ["active", "pending", "disabled"] as const;
export type State = (typeof states)[number];

/** What an account can be used for: everything, a new password first, nothing. */
export function stateOf(user: User): State {
  if (user.disabled) return "disabled";
  return user.must_change_password ? "pending" : "active";
}

export interface Filter {
  search: string;
  role: User["role"] | "";
  state: State | "";
}

export const everybody: Filter = { search: "", role: "", state: "" };

/** Every word has to be in one of the names or in the address. */
export function fits(user: User, { search, role, state }: Filter): boolean {
  if (role && user.role !== role) return false;
  if (state && stateOf(user) !== state) return false;
  const text = [user.username, user.display_name, user.email].join("\n").toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** What others see of somebody. */
export function nameOf(user: User): string {
  return user.display_name || user.username;
}

/** Whether the server would have nobody to administer it without this account. */
export function isLastAdministrator(user: User, all: readonly User[]): boolean {
  const administers = (other: User) => other.role === "admin" && !other.disabled;
  return administers(user) && !all.some((other) => other.id !== user.id && administers(other));
}

/** Who can be given what somebody leaves behind, by name. */
export function heirsOf(user: User, all: readonly ListedUser[]): ListedUser[] {
  return all
    .filter((other) => other.id !== user.id && !other.disabled)
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
}
