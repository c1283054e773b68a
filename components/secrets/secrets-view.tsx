"use client";

import { Plus, Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { SecretsEmpty } from "#components/secrets/secrets-empty.tsx";
import { SecretsTable } from "#components/secrets/secrets-table.tsx";
import { useSecretPages } from "#components/secrets/use-secret-pages.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Input } from "#components/ui/input.tsx";
import { notify } from "#components/ui/notify.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { SecretPage } from "#lib/secrets/types.ts";

// The dialog and what it validates with are loaded only when somebody opens it.
const NewSecretDialog = dynamic(
  async () => (await import("#components/secrets/new-secret-dialog.tsx")).NewSecretDialog,
  {
    ssr: false,
  },
);

interface SecretsViewProps {
  workspace: string;
  mayManage: boolean;
  /** Who may add secrets, for those who may not. */
  caretakers: readonly string[];
  initial: { readonly search: string; readonly page: SecretPage };
}

/** Keeps the search in the address, so that it survives a reload and can be sent to somebody. */
function rememberSearch(search: string): void {
  const url = new URL(window.location.href);
  if (search === "") url.searchParams.delete("search");
  else url.searchParams.set("search", search);
  window.history.replaceState(null, "", url);
}

const nameList = new Intl.ListFormat("en", { type: "conjunction" });

/** The Secrets page. */
export function SecretsView({ workspace, mayManage, caretakers, initial }: SecretsViewProps) {
  // Not `initial`: after Back that is of the address as it was before anything was searched for.
  const addressed = useSearchParams().get("search")?.trim() ?? "";
  const router = useRouter();
  const [typed, setTyped] = useState(addressed);
  const [search, setSearch] = useState(addressed);
  const [creating, setCreating] = useState(false);
  const [changed, setChanged] = useState<string | null>(null);
  const list = useSecretPages(workspace, search, initial);
  const isEmpty = search === "" && typed === "" && list.secrets.length === 0 && !list.failed;

  useEffect(() => {
    const timer = setTimeout(() => {
      setSearch(typed.trim());
      rememberSearch(typed.trim());
    }, 120);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);

  const newSecret = (
    <Button
      variant="primary"
      onClick={() => {
        setCreating(true);
      }}
    >
      <Plus aria-hidden="true" />
      New secret
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Secrets"
        description={
          mayManage
            ? "Credentials that actions use and nobody can read."
            : `Credentials that actions use and nobody can read. Only owners and admins can add secrets: ${nameList.format(caretakers)}.`
        }
        actions={mayManage && !isEmpty ? newSecret : undefined}
      />
      {isEmpty ? (
        <SecretsEmpty action={mayManage ? newSecret : undefined} />
      ) : (
        <>
          <div className="relative mb-4 max-w-sm">
            <Search
              aria-hidden="true"
              className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
            />
            <Input
              type="search"
              aria-label="Search secrets"
              placeholder="Search secrets"
              autoComplete="off"
              spellCheck={false}
              className="pl-9"
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
              }}
            />
          </div>
          {list.failed && (
            <Callout tone="danger" title="The list could not be loaded" announce>
              <p>
                The connection was lost or you are signed out.{" "}
                <button type="button" className="link" onClick={list.reload}>
                  Try again
                </button>
              </p>
            </Callout>
          )}
          <p role="status" className="sr-only">
            {list.loading ? "" : `${list.secrets.length}${list.hasMore ? " or more" : ""} secrets`}
          </p>
          {list.secrets.length > 0 ? (
            <SecretsTable workspace={workspace} secrets={list.secrets} changed={changed} />
          ) : (
            !list.failed && (
              <p className="py-10 text-ink-muted">
                No secret's name, title or description contains “{search}”.
              </p>
            )
          )}
          {list.hasMore && (
            <Button className="mt-4" pending={list.loading} onClick={list.loadMore}>
              Show more
            </Button>
          )}
        </>
      )}
      {creating && (
        <NewSecretDialog
          workspace={workspace}
          open={creating}
          onOpenChange={setCreating}
          onCreated={(name) => {
            setCreating(false);
            setChanged(name);
            list.reload();
            // The list that Back shows is the router's own.
            router.refresh();
            notify.success(`${name} is sealed and saved.`);
          }}
        />
      )}
    </>
  );
}
