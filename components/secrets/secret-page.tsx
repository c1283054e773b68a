import Link from "next/link";
import type { ReactNode } from "react";
import { DependentsList } from "#components/secrets/dependents-list.tsx";
import { ReplaceValueButton, SecretButtons } from "#components/secrets/secret-buttons.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Identifier } from "#components/ui/identifier.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SealedBar } from "#components/ui/sealed-bar.tsx";
import type { SecretDependent, SecretDetail, SecretRead, SecretVersion } from "#lib/secrets/types.ts";

interface SecretPageProps {
  workspace: string;
  secret: SecretDetail;
  versions: readonly SecretVersion[];
  dependents: readonly SecretDependent[];
  reads: readonly SecretRead[];
  mayManage: boolean;
}

/** One secret: all that can be known of it without its value. */
export function SecretPage({ workspace, secret, versions, dependents, reads, mayManage }: SecretPageProps) {
  const reference = `app.secrets.${secret.name}`;
  return (
    <>
      <PageHeader
        above={
          <Link className="link" href={`/w/${workspace}/secrets`}>
            Secrets
          </Link>
        }
        title={
          secret.title ?? (
            <span className="text-2xl tracking-normal">
              <Identifier name={secret.name} />
            </span>
          )
        }
        description={
          <div className="flex flex-wrap items-center gap-2">
            <Code>{reference}</Code>
            <CopyButton text={reference} label="Copy reference" variant="ghost" />
          </div>
        }
        actions={mayManage ? <SecretButtons workspace={workspace} secret={secret} /> : undefined}
      />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid min-w-0 content-start gap-5">
          <Panel title="Value" description="Sealed. Nobody can read it, in Tacit or in its database.">
            <div className="flex flex-wrap items-center gap-3">
              <SealedBar />
              {mayManage && <ReplaceValueButton workspace={workspace} secret={secret} />}
            </div>
          </Panel>
          <Panel title="Description">
            {secret.description === "" ? (
              <p className="text-ink-muted">
                No description. A good one says what it is for, who issued it and what it may do.
              </p>
            ) : (
              // A long one scrolls by itself, so that what uses the secret stays in sight.
              <div
                tabIndex={secret.description.length > 300 ? 0 : undefined}
                className="max-h-72 max-w-prose overflow-y-auto break-words whitespace-pre-wrap"
              >
                {secret.description}
              </div>
            )}
          </Panel>
          <Panel title="Used by">
            {dependents.length === 0 ? (
              <p className="text-ink-muted">
                No action uses it. Write <Code>{reference}</Code> in an action's code, or select it in the
                action's Secrets panel.
              </p>
            ) : (
              <DependentsList workspace={workspace} dependents={dependents} />
            )}
          </Panel>
        </div>
        <div className="grid min-w-0 content-start gap-5">
          <Panel title="About">
            <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-2 text-sm">
              <Fact name="Name">
                <Identifier name={secret.name} />
              </Fact>
              <Fact name="Created">
                <RelativeTime value={secret.createdAt} /> by {secret.createdByName}
              </Fact>
              <Fact name="Last updated">
                <RelativeTime value={secret.updatedAt} /> by {secret.updatedByName}
              </Fact>
              <Fact name="Last used">
                {secret.lastUsedAt === null ? "Never" : <RelativeTime value={secret.lastUsedAt} />}
              </Fact>
            </dl>
          </Panel>
          <Panel title="Versions">
            <ul className="grid divide-y text-sm">
              {versions.map((version) => (
                <li key={version.number} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 py-2">
                  <span className="font-medium">Version {version.number}</span>
                  {version.current && <Badge tone="accent">Current</Badge>}
                  <span className="text-ink-muted">
                    <RelativeTime value={version.createdAt} /> by {version.createdByName}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title="Recent reads">
            {reads.length === 0 ? (
              <p className="text-ink-muted">No run has read it yet.</p>
            ) : (
              <ul className="grid divide-y text-sm">
                {reads.map((read) => (
                  <li key={read.runId} className="flex flex-wrap items-baseline gap-x-3 py-2">
                    <Link className="min-w-0 link break-words" href={`/w/${workspace}/runs/${read.runId}`}>
                      {read.actionName}
                    </Link>
                    <span className="text-ink-muted">
                      version {read.version}, <RelativeTime value={read.readAt} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      </div>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
