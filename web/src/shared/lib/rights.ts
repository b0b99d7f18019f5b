import type { Role } from "@/shared/api/types";

/** Whether the role may write messages and ask for answers. */
export function mayPost(role: Role): boolean {
  return role !== "viewer";
}

/** Whether the role may change a conversation's settings, other people's messages and who is in. */
export function mayManage(role: Role): boolean {
  return role === "owner" || role === "admin";
}
