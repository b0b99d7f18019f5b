import type { Role } from "@/shared/api/types";

/** Whether the role may change a conversation's settings and decide who is in. */
export function mayManage(role: Role): boolean {
  return role === "owner" || role === "admin";
}
