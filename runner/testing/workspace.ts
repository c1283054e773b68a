// A workspace on the real database for tests of the runner, made as the owner, so that the tests need nothing of web.
import { asc, eq } from "drizzle-orm";
import { PgBoss } from "pg-boss";
import type { Connection } from "#db/connect.ts";
import { QUEUE_SCHEMA, RUN_QUEUE, SYNTAX_QUEUE } from "#db/queue.ts";
import {
  actions,
  actionVersions,
  memberships,
  runLogChunks,
  runs,
  sealedValues,
  secrets,
  secretVersions,
  users,
  workspaces,
} from "#db/schema/index.ts";
import { newId } from "#lib/ids.ts";
import type { SealingKey } from "#lib/keys/sealing-format.ts";
import { isFinished } from "#lib/runs/state.ts";
import { sealSecret } from "#lib/secrets/seal.ts";

/** What an action may read, beside its code. */
export interface ActionFixture {
  readonly code: string;
  readonly referenced?: readonly string[];
  readonly selected?: readonly string[];
}

/** One workspace with one person. */
export type TestWorkspace = Awaited<ReturnType<typeof makeWorkspace>>;

/** A row of runs. */
export type RunRow = typeof runs.$inferSelect;

/** Makes a workspace with an owner named Anna Kern. */
export async function makeWorkspace({ db }: Connection, sealing: SealingKey) {
  const workspaceId = newId();
  const userId = newId();
  await db.insert(users).values({ id: userId, name: "Anna Kern", email: `${userId}@example.test` });
  await db.insert(workspaces).values({ id: workspaceId, name: "Test workspace", slug: workspaceId });
  await db.insert(memberships).values({ workspaceId, userId, role: "owner" });

  async function addVersion(secretId: string, name: string, version: number, value: string): Promise<void> {
    const { keyId, envelope } = await sealSecret(sealing, { workspaceId, secretId, name, version }, value);
    const versionId = newId();
    await db
      .insert(secretVersions)
      .values({ id: versionId, workspaceId, secretId, number: version, keyId, createdBy: userId });
    await db.insert(sealedValues).values({ versionId, workspaceId, secretId, keyId, envelope });
  }

  return {
    workspaceId,
    userId,
    async saveSecret(name: string, value: string): Promise<string> {
      const id = newId();
      await db
        .insert(secrets)
        .values({ id, workspaceId, name, currentVersion: 1, createdBy: userId, updatedBy: userId });
      await addVersion(id, name, 1, value);
      return id;
    },
    async replaceValue(secretId: string, name: string, version: number, value: string): Promise<void> {
      await addVersion(secretId, name, version, value);
      await db.update(secrets).set({ currentVersion: version }).where(eq(secrets.id, secretId));
    },
    async deleteSecret(secretId: string, at: Date): Promise<void> {
      await db.transaction(async (tx) => {
        await tx.update(secretVersions).set({ destroyedAt: at }).where(eq(secretVersions.secretId, secretId));
        await tx.update(secrets).set({ deletedAt: at, deletedBy: userId }).where(eq(secrets.id, secretId));
      });
    },
    /** Saves an action and returns its version's id. */
    async saveAction({ code, referenced = [], selected = [] }: ActionFixture): Promise<string> {
      const actionId = newId();
      const id = newId();
      await db
        .insert(actions)
        .values({ id: actionId, workspaceId, name: "Test action", createdBy: userId, updatedBy: userId });
      await db.insert(actionVersions).values({
        id,
        workspaceId,
        actionId,
        number: 1,
        code,
        referencedSecrets: [...referenced],
        selectedSecrets: [...selected],
        createdBy: userId,
      });
      return id;
    },
    /** Writes a queued run of a version, without a job. */
    async queueRun(actionVersionId: string): Promise<string> {
      const [version] = await db
        .select({ actionId: actionVersions.actionId })
        .from(actionVersions)
        .where(eq(actionVersions.id, actionVersionId));
      const id = newId();
      await db.insert(runs).values({
        id,
        workspaceId,
        actionId: version?.actionId ?? "",
        actionName: "Test action",
        actionVersionId,
        actionVersion: 1,
        status: "queued",
        trigger: "manual",
        startedBy: userId,
        startedByName: "Anna Kern",
        idempotencyKey: id,
      });
      return id;
    },
  };
}

/** Opens the sending end of the queue. */
export async function openQueue(url: string) {
  const boss = new PgBoss({
    connectionString: url,
    schema: QUEUE_SCHEMA,
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
    max: 2,
  });
  boss.on("error", () => undefined);
  await boss.start();
  return {
    sendRun: (runId: string) => boss.send(RUN_QUEUE, { runId }),
    sendSyntaxCheck: (actionVersionId: string) => boss.send(SYNTAX_QUEUE, { actionVersionId }),
    close: () => boss.stop({ graceful: false, close: true }),
  };
}

/** Resolves with what `look` gives as soon as it gives something; looks again at each notification on `channel`. */
export async function waitFor<T>(
  { sql }: Connection,
  channel: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const check = (): void => {
    look().then((found) => {
      if (found !== undefined) resolve(found);
    }, reject);
  };
  const listening = await sql.listen(channel, check, check);
  try {
    return await promise;
  } finally {
    await listening.unlisten();
  }
}

/** The run's row, once it has ended. */
export function finishedRun(owner: Connection, runId: string): Promise<RunRow> {
  return waitFor(owner, "tacit_run", async () => {
    const [run] = await owner.db.select().from(runs).where(eq(runs.id, runId));
    return run !== undefined && isFinished(run.status) ? run : undefined;
  });
}

/** The whole stored log of a run, or of one of its streams. */
export async function readLog({ db }: Connection, runId: string, stream?: string): Promise<string> {
  const rows = await db
    .select()
    .from(runLogChunks)
    .where(eq(runLogChunks.runId, runId))
    .orderBy(asc(runLogChunks.seq));
  return rows
    .filter((row) => stream === undefined || row.stream === stream)
    .map((row) => row.content)
    .join("");
}
