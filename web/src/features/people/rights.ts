import type { Role } from "@/shared/api/types";

export const roles = ["owner", "admin", "member", "viewer"] as const satisfies readonly Role[];

/** The roles that one may give to somebody; only owners make and change owners. */
export function rolesToGive(own: Role, theirs: Role): readonly Role[] {
  if (own === "owner") return roles;
  if (own === "admin" && theirs !== "owner") return roles.filter((role) => role !== "owner");
  return [];
}

export function mayRemove(own: Role, theirs: Role): boolean {
  return own === "owner" || (own === "admin" && theirs !== "owner");
}
