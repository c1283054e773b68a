import { and, eq } from "drizzle-orm";
import { afterAll, describe, expect, inject, it } from "vitest";
import { connect } from "#db/connect.ts";
import { memberships, workspaces } from "#db/schema/index.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import type { Role } from "#lib/auth/permissions.ts";
import { leaveWorkspace, removeMember, updateMember } from "#lib/members/mutations.ts";
import { listMembers } from "#lib/members/queries.ts";
import { auditOf, contextOf, makePerson, makeTeam } from "#lib/testing/people.ts";

const { db, close } = connect(inject("databaseUrls").web, { max: 10, name: "test-members" });
afterAll(close);

/** The role somebody has, or null when they are out. */
async function roleOf(person: PersonContext, slug: string): Promise<Role | null> {
  const [row] = await db
    .select({ role: memberships.role })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(and(eq(workspaces.slug, slug), eq(memberships.userId, person.userId)));
  return row?.role ?? null;
}

const ownersOf = async (slug: string, person: PersonContext) =>
  (await listMembers(await contextOf(person, slug))).filter(({ role }) => role === "owner").length;

const roles: Role[] = ["owner", "admin", "member"];
/** Who may change whose role into what: owners everything, admins what concerns no owner, members nothing. */
const changes = roles.flatMap((actor) =>
  roles.flatMap((from) =>
    roles
      .filter((to) => to !== from)
      .map((to) => {
        const allowed = actor === "owner" || (actor === "admin" && from !== "owner" && to !== "owner");
        return { actor, from, to, allowed, verdict: allowed ? "may" : "may not" };
      }),
  ),
);

describe("changing a role", () => {
  it.each(changes)("an $actor $verdict make an $from an $to", async ({ actor, from, to, allowed }) => {
    const { slug, others } = await makeTeam(db, actor, from);
    const [acting, target] = others;
    const change = updateMember(await contextOf(acting, slug), { userId: target.userId, from, to });
    if (allowed) await expect(change).resolves.toEqual({ name: target.name, role: to });
    else await expect(change).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await roleOf(target, slug)).toBe(allowed ? to : from);
    expect(await auditOf(db, acting.userId)).toEqual(allowed ? ["member.update success"] : []);
  });

  it("is refused when the role is not the one that was seen", async () => {
    const { slug, owner, others } = await makeTeam(db, "admin");
    const change = { userId: others[0].userId, from: "member", to: "owner" } as const;
    await expect(updateMember(await contextOf(owner, slug), change)).rejects.toMatchObject({ code: "STALE" });
    expect(await roleOf(others[0], slug)).toBe("admin");
  });

  it("holds against a request that began with the right and lost it meanwhile", async () => {
    const { slug, owner, others } = await makeTeam(db, "admin", "member");
    const [admin, member] = others;
    const begun = await contextOf(admin, slug);
    await updateMember(await contextOf(owner, slug), { userId: admin.userId, from: "admin", to: "member" });
    const late = updateMember(begun, { userId: member.userId, from: "member", to: "admin" });
    await expect(late).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("removing somebody", () => {
  it.each(
    roles.flatMap((actor) =>
      roles.map((target) => {
        const allowed = actor === "owner" || (actor === "admin" && target !== "owner");
        return { actor, target, allowed, verdict: allowed ? "may" : "may not" };
      }),
    ),
  )("an $actor $verdict remove an $target", async ({ actor, target, allowed }) => {
    const { slug, others } = await makeTeam(db, actor, target);
    const [acting, removed] = others;
    const removal = removeMember(await contextOf(acting, slug), { userId: removed.userId });
    if (allowed) await expect(removal).resolves.toEqual({ name: removed.name });
    else await expect(removal).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await roleOf(removed, slug)).toBe(allowed ? null : target);
    expect(await auditOf(db, acting.userId)).toEqual(allowed ? ["member.remove success"] : []);
  });

  it("of oneself is left to Leave workspace", async () => {
    const { slug, owner } = await makeTeam(db, "owner");
    const removal = removeMember(await contextOf(owner, slug), { userId: owner.userId });
    await expect(removal).rejects.toMatchObject({ code: "INVALID" });
  });
});

describe("somebody of another workspace", () => {
  it("is answered like somebody who doesn't exist", async () => {
    const { slug, owner } = await makeTeam(db);
    const elsewhere = (await makeTeam(db, "member")).others[0];
    const ctx = await contextOf(owner, slug);
    for (const work of [
      (userId: string) => removeMember(ctx, { userId }),
      (userId: string) => updateMember(ctx, { userId, from: "member", to: "admin" }),
    ]) {
      const [theirs, nobodys] = await Promise.allSettled([work(elsewhere.userId), work("nonsense")]);
      expect(theirs).toMatchObject({ status: "rejected", reason: { code: "NOT_FOUND" } });
      expect(theirs).toEqual(nobodys);
    }
  });
});

describe("leaving", () => {
  it.each(roles)("is everybody's right: an %s", async (role) => {
    const { slug, others } = await makeTeam(db, role);
    await leaveWorkspace(await contextOf(others[0], slug));
    await expect(contextOf(others[0], slug)).rejects.toThrow();
    expect(await auditOf(db, others[0].userId)).toEqual(["member.leave success"]);
  });
});

describe("the last owner", () => {
  it("can neither leave nor be demoted, by themselves or as an owner of elsewhere", async () => {
    const { slug, owner } = await makeTeam(db, "admin", "member");
    const ctx = await contextOf(owner, slug);
    await expect(leaveWorkspace(ctx)).rejects.toMatchObject({ code: "CONFLICT" });
    for (const to of ["admin", "member"] as const) {
      const change = { userId: owner.userId, from: "owner", to } as const;
      await expect(updateMember(ctx, change)).rejects.toMatchObject({ code: "CONFLICT" });
    }
    expect(await roleOf(owner, slug)).toBe("owner");
  });

  it("stays when all owners leave at the same moment", async () => {
    const { slug, owner, others } = await makeTeam(db, "owner", "owner", "owner", "member");
    const [second, third, fourth, member] = others;
    const contexts = await Promise.all(
      [owner, second, third, fourth].map((person) => contextOf(person, slug)),
    );
    const outcomes = await Promise.allSettled(contexts.map((ctx) => leaveWorkspace(ctx)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    expect(await ownersOf(slug, member)).toBe(1);
  });

  it("stays when two owners demote or remove each other at the same moment", async () => {
    for (const work of ["update", "remove"] as const) {
      const { slug, owner, others } = await makeTeam(db, "owner", "member");
      const [other, member] = others;
      const [one, two] = [await contextOf(owner, slug), await contextOf(other, slug)];
      const hit = (ctx: typeof one, userId: string) =>
        work === "remove"
          ? removeMember(ctx, { userId })
          : updateMember(ctx, { userId, from: "owner", to: "member" });
      const outcomes = await Promise.allSettled([hit(one, other.userId), hit(two, owner.userId)]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await ownersOf(slug, member)).toBe(1);
    }
  });
});

describe("the list of members", () => {
  it("shows everybody of this workspace and nobody else, owners first", async () => {
    const { slug, others } = await makeTeam(db, "member", "admin");
    await makePerson(db);
    const members = await listMembers(await contextOf(others[0], slug));
    expect(members.map(({ role }) => role)).toEqual(["owner", "admin", "member"]);
  });
});
