import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import type { User } from "@/shared/api/types";

export const usersQuery = queryOptions({
  queryKey: ["admin", "users"],
  queryFn: (): Promise<User[]> => unwrap(client.GET("/api/v1/admin/users")),
});

export interface NewUser {
  username: string;
  email: string;
  password: string;
  role: User["role"];
}

export type UserPatch = { role?: User["role"]; disabled?: boolean; replacement_password?: string };

function useRefreshed<T>(work: (input: T) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => queries.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
}

export const useCreateUser = () =>
  useRefreshed(({ email, ...user }: NewUser) =>
    unwrap(client.POST("/api/v1/admin/users", { body: { ...user, ...(email && { email }) } })),
  );

export const useUpdateUser = (id: string) =>
  useRefreshed((patch: UserPatch) =>
    unwrap(client.PATCH("/api/v1/admin/users/{id}", { params: { path: { id } }, body: patch })),
  );

export const useDeleteUser = (id: string) =>
  useRefreshed(() => unwrap(client.DELETE("/api/v1/admin/users/{id}", { params: { path: { id } } })));
