import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "@/shared/api/client";
import { request } from "@/shared/api/http";
import { problemFrom } from "@/shared/api/problem";
import { serverQuery } from "@/shared/api/server";
import type { Changes, ImageKind } from "./draft";

/** The server's own style sheet; empty when there is none. */
export const styleSheetQuery = (url: string | null) =>
  queryOptions({
    queryKey: ["admin", "style-sheet", url],
    staleTime: Number.POSITIVE_INFINITY, // another style sheet has another address
    queryFn: async (): Promise<string> => {
      if (!url) return "";
      const response = await request(url);
      if (!response.ok) throw await problemFrom(response, await response.json().catch(() => null));
      return response.text();
    },
  });

/** A picture that was refused. */
export class ImageRefused extends Error {
  constructor(
    readonly kind: ImageKind,
    readonly refusal: unknown,
  ) {
    super(`the ${kind} was refused`);
  }
}

/** Saves what was changed; the page is dressed anew whatever came of it. */
export function useSaveBranding() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ texts, images }: Changes) => {
      if (Object.keys(texts).length > 0) {
        const saved = await unwrap(client.PUT("/api/v1/admin/branding", { body: texts }));
        if (texts.custom_css !== undefined)
          queries.setQueryData(styleSheetQuery(saved.custom_css_url).queryKey, texts.custom_css);
      }
      for (const kind of ["logo", "favicon"] as const) await saveImage(kind, images[kind]);
    },
    onSettled: () => queries.refetchQueries({ queryKey: serverQuery.queryKey }),
  });
}

async function saveImage(kind: ImageKind, image: File | null | undefined): Promise<void> {
  if (image === undefined) return;
  try {
    if (image) await upload(kind, image);
    else await unwrap(client.DELETE("/api/v1/admin/branding/{kind}", { params: { path: { kind } } }));
  } catch (error) {
    throw new ImageRefused(kind, error);
  }
}

async function upload(kind: ImageKind, image: File): Promise<void> {
  const body = new FormData();
  body.append("file", image);
  const response = await request(`/api/v1/admin/branding/${kind}`, { method: "POST", body });
  if (!response.ok) throw await problemFrom(response, await response.json().catch(() => null));
}
