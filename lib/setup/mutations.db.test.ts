import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { auditEvents, memberships, setupCodes, users, workspaces } from "#db/schema/index.ts";
import { renewSetupCode } from "#db/setup-code.ts";
import { startTestPostgres } from "#db/testing/start-postgres.ts";
import { completeSetup } from "#lib/setup/mutations.ts";

// Hashing lets two through at a time: without it, those who come at once really meet in the database.
vi.mock("#lib/auth/password-hash.ts", async (original) => ({
  ...(await original<object>()),
  hashPassword: () => Promise.resolve("$argon2id$ of a test"),
}));

// Its own server: in the shared database somebody is there always.
const { urls, stop } = await startTestPostgres();
const owner = connect(urls.owner, { max: 2, name: "test-setup-owner" });
const { db, close } = connect(urls.web, { max: 8, name: "test-setup" });
let code: string;

beforeEach(async () => {
  await owner.db.delete(users);
  await owner.db.delete(workspaces);
  await owner.db.execute("delete from audit_events");
  code = (await renewSetupCode(urls.owner))!;
});
afterAll(async () => {
  await Promise.all([owner.close(), close()]);
  await stop();
});

const form = (values: Partial<Parameters<typeof completeSetup>[1]> = {}) => ({
  code,
  name: "Ada",
  email: "ada@example.com",
  password: "violet kettle over the moon",
  workspaceName: "Engines",
  ...values,
});

describe("setup", () => {
  it("makes the first person the owner of the first workspace, audited, and uses up the code", async () => {
    expect(await completeSetup(db, form())).toEqual({ slug: "engines" });
    const [membership] = await db
      .select()
      .from(memberships)
      .innerJoin(users, eq(users.id, memberships.userId));
    expect(membership).toMatchObject({ memberships: { role: "owner" }, users: { email: "ada@example.com" } });
    const kinds = (await db.select().from(auditEvents)).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(["setup.complete", "workspace.create"]);
    expect((await db.select().from(setupCodes))[0]!.usedAt).not.toBeNull();
    expect(await renewSetupCode(urls.owner)).toBeNull();
  });

  it("done by eight at once makes one owner, and leaves nothing of the others", async () => {
    const attempts = Array.from({ length: 8 }, (_, index) =>
      completeSetup(db, form({ email: `person${index}@example.com`, workspaceName: `Workspace ${index}` })),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "CONFLICT" },
    });
    expect(await db.$count(users)).toBe(1);
    expect(await db.$count(workspaces)).toBe(1);
  });

  it.each(["", "guess", "x".repeat(32)])("is refused with a wrong code: %j", async (wrong) => {
    await expect(completeSetup(db, form({ code: wrong }))).rejects.toMatchObject({ code: "INVALID" });
    expect(await db.$count(users)).toBe(0);
  });

  it("is refused with the code of an earlier start", async () => {
    const earlier = code;
    code = (await renewSetupCode(urls.owner))!;
    await expect(completeSetup(db, form({ code: earlier }))).rejects.toMatchObject({ code: "INVALID" });
    await expect(completeSetup(db, form())).resolves.toBeDefined();
  });

  it("is refused when no code was ever made", async () => {
    await owner.db.delete(setupCodes);
    await expect(completeSetup(db, form())).rejects.toMatchObject({ code: "INVALID" });
  });

  it("stores neither the code nor the password", async () => {
    await completeSetup(db, form());
    const [stored] = await owner.sql<{ all: string }[]>`
      select concat((select json_agg(s) from setup_codes s), (select json_agg(p) from password_hashes p)) as all`;
    expect(stored!.all).toContain("argon2id");
    expect(stored!.all).not.toContain(code);
    expect(stored!.all).not.toContain("violet");
  });
});
