"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import type { SecretListItem, SecretPage } from "#lib/secrets/types.ts";

async function fetchPage(
  workspace: string,
  search: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<SecretPage> {
  const query = new URLSearchParams(search === "" ? {} : { search });
  if (cursor !== null) query.set("cursor", cursor);
  const response = await fetch(`/api/w/${workspace}/secrets?${query.toString()}`, { signal });
  if (!response.ok) throw new Error(`the list answered ${response.status}`);
  return (await response.json()) as SecretPage;
}

interface SecretPages {
  readonly secrets: readonly SecretListItem[];
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly loading: boolean;
  readonly failed: boolean;
  readonly reload: () => void;
}

/** The table's rows for a search, page by page; the first page of the first search comes from the server. */
export function useSecretPages(
  workspace: string,
  search: string,
  initial: { readonly search: string; readonly page: SecretPage },
): SecretPages {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: ["secrets", workspace, search],
    queryFn: ({ pageParam, signal }) => fetchPage(workspace, search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (previous) => previous,
    staleTime: 10_000,
    ...(search === initial.search ? { initialData: { pages: [initial.page], pageParams: [null] } } : {}),
  });
  return {
    secrets: query.data?.pages.flatMap((page) => page.items) ?? [],
    hasMore: query.hasNextPage,
    loadMore: () => void query.fetchNextPage(),
    loading: query.isFetching,
    failed: query.isError,
    reload: () => void client.invalidateQueries({ queryKey: ["secrets", workspace] }),
  };
}
