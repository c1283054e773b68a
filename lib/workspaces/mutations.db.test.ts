import { eq } from "drizzle-orm";
import { afterAll, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { workspaces } from "#db/schema/index.ts";
import { contextOf, makePerson, makeTeam } from "#lib/testing/people.ts";
import { createWorkspace } from "#lib/workspaces/mutations.ts";
import { listWorkspaces } from "#lib/workspaces/queries.ts";

const { db, close } = connect(inject("databaseUrls").web, { max: 10, name: "test-workspaces" });
afterAll(close);

it("twelve workspaces of one name, made at once, get twelve addresses", async () => {
  const ada = await makePerson(db);
  const made = await Promise.all(
    Array.from({ length: 12 }, () => createWorkspace(ada, "Same Name Everywhere")),
  );
  expect(new Set(made.map(({ slug }) => slug)).size).toBe(12);
  expect(await db.$count(workspaces, eq(workspaces.name, "Same Name Everywhere"))).toBe(12);
});

it("whoever makes a workspace owns it, and sees it beside the others that they are in", async () => {
  const { slug, others } = await makeTeam(db, "member");
  const own = await createWorkspace(others[0], "A Second One");
  expect((await contextOf(others[0], own.slug)).role).toBe("owner");
  expect((await listWorkspaces(others[0])).map((each) => [each.slug, each.role])).toEqual([
    [own.slug, "owner"],
    [slug, "member"],
  ]);
});

it("somebody else's workspace is like one that doesn't exist", async () => {
  const { slug } = await makeTeam(db);
  const stranger = await makePerson(db);
  await expect(contextOf(stranger, slug)).rejects.toThrow("not in this workspace");
  await expect(contextOf(stranger, "no-such-workspace")).rejects.toThrow("not in this workspace");
  expect(await listWorkspaces(stranger)).toEqual([]);
});
