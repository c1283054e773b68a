import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, inject, it, vi } from "vitest";
import { connect } from "#db/connect.ts";
import { invitations, memberships, passwordHashes, users } from "#db/schema/index.ts";
import type { PersonContext } from "#lib/auth/person-context.ts";
import type { Role } from "#lib/auth/permissions.ts";
import { acceptInvitation, joinAsNewPerson } from "#lib/members/accept-invitation.ts";
import { inviteMember, withdrawInvitation } from "#lib/members/invitations.ts";
import { leaveWorkspace, removeMember, updateMember } from "#lib/members/mutations.ts";
import { findReceivedInvitation, listInvitations } from "#lib/members/queries.ts";
import { newId } from "#lib/ids.ts";
import { auditOf, contextOf, makePerson, makeTeam } from "#lib/testing/people.ts";

// Hashing lets two through at a time: without it, those who come at once really meet in the database.
vi.mock("#lib/auth/password-hash.ts", async (original) => ({
  ...(await original<object>()),
  hashPassword: () => Promise.resolve("$argon2id$ of a test"),
}));

const urls = inject("databaseUrls");
const { db, close } = connect(urls.web, { max: 10, name: "test-invitations" });
// Web itself may not change when an invitation ends.
const database = connect(urls.owner, { max: 1, name: "test-owner" });
afterAll(() => Promise.all([close(), database.close()]));

const newEmail = () => `${newId()}@example.com`;
const tokenOf = (link: string) => link.slice(link.lastIndexOf("/") + 1);

async function invite(
  inviter: PersonContext,
  slug: string,
  email: string,
  role: Role = "member",
): Promise<string> {
  return tokenOf((await inviteMember(await contextOf(inviter, slug), { email, role })).link);
}
const join = (token: string, name = "New") =>
  joinAsNewPerson(db, { token, name, password: "violet kettle over the moon" });
const dead = { code: "NOT_FOUND" };

describe("inviting", () => {
  const roles: Role[] = ["owner", "admin", "member"];
  it.each(
    roles.flatMap((actor) =>
      roles.map((role) => {
        const allowed = actor === "owner" || (actor === "admin" && role !== "owner");
        return { actor, role, allowed, verdict: allowed ? "may" : "may not" };
      }),
    ),
  )("an $actor $verdict invite an $role", async ({ actor, role, allowed }) => {
    const { slug, others } = await makeTeam(db, actor);
    const attempt = invite(others[0], slug, newEmail(), role);
    if (allowed) await expect(attempt).resolves.toMatch(/^[\w-]{43}$/);
    else await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await auditOf(db, others[0].userId)).toEqual(allowed ? ["member.invite success"] : []);
  });

  it("stores only the token's hash", async () => {
    const { slug, owner } = await makeTeam(db);
    const email = newEmail();
    const token = await invite(owner, slug, email);
    const rows = JSON.stringify(await db.select().from(invitations).where(eq(invitations.email, email)));
    expect(rows).toContain(email);
    expect(rows).not.toContain(token);
  });

  it("refuses who is in the workspace already", async () => {
    const { slug, owner, others } = await makeTeam(db, "member");
    await expect(invite(owner, slug, others[0].email)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("again replaces the earlier link", async () => {
    const { slug, owner } = await makeTeam(db);
    const email = newEmail();
    const [first, second] = [await invite(owner, slug, email), await invite(owner, slug, email)];
    expect(await findReceivedInvitation(db, first)).toBeNull();
    await expect(join(second)).resolves.toMatchObject({ slug, email });
  });
});

describe("an invitation", () => {
  it("makes the invited person, with the invited email and role, once", async () => {
    const { slug, owner } = await makeTeam(db);
    const email = newEmail();
    const token = await invite(owner, slug, email, "admin");
    await join(token);
    const [person] = await db.select().from(users).where(eq(users.email, email));
    expect(await db.select().from(memberships).where(eq(memberships.userId, person!.id))).toMatchObject([
      { role: "admin" },
    ]);
    expect(await auditOf(db, person!.id)).toEqual(["member.join success"]);
    await expect(join(token)).rejects.toMatchObject(dead);
  });

  it("is used by one of eight at once", async () => {
    const { slug, owner } = await makeTeam(db);
    const email = newEmail();
    const token = await invite(owner, slug, email);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => join(token, `Person ${index}`)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await db.$count(users, eq(users.email, email))).toBe(1);
  });

  it("is used by one of two browsers of the same account at once", async () => {
    const { slug, owner } = await makeTeam(db);
    const guest = await makePerson(db);
    const token = await invite(owner, slug, guest.email);
    const outcomes = await Promise.allSettled([
      acceptInvitation(guest, token),
      acceptInvitation(guest, token),
    ]);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await auditOf(db, guest.userId)).toEqual(["member.join success"]);
  });

  it("doesn't let back in whoever used it and was removed", async () => {
    const { slug, owner } = await makeTeam(db);
    const guest = await makePerson(db);
    const token = await invite(owner, slug, guest.email);
    await acceptInvitation(guest, token);
    await removeMember(await contextOf(owner, slug), { userId: guest.userId });
    await expect(acceptInvitation(guest, token)).rejects.toMatchObject(dead);
    await expect(contextOf(guest, slug)).rejects.toThrow();
  });

  it("ends after seven days", async () => {
    const { slug, owner } = await makeTeam(db);
    const email = newEmail();
    const token = await invite(owner, slug, email);
    const [row] = await db.select().from(invitations).where(eq(invitations.email, email));
    expect(row!.expiresAt.getTime() - row!.createdAt.getTime()).toBe(7 * 86_400_000);
    await database.db
      .update(invitations)
      .set({ expiresAt: sql`now()` })
      .where(eq(invitations.email, email));
    expect(await findReceivedInvitation(db, token)).toBeNull();
    await expect(join(token)).rejects.toMatchObject(dead);
  });

  it("can be withdrawn, and then its link looks like one that never was", async () => {
    const { slug, owner } = await makeTeam(db);
    const email = newEmail();
    const token = await invite(owner, slug, email);
    const ctx = await contextOf(owner, slug);
    const [listed] = await listInvitations(ctx);
    await withdrawInvitation(ctx, { invitationId: listed!.id });
    expect(await listInvitations(ctx)).toEqual([]);
    const [withdrawn, unknown] = await Promise.allSettled([join(token), join("nonsense")]);
    expect(withdrawn).toMatchObject({ status: "rejected", reason: dead });
    expect(withdrawn).toEqual(unknown);
    await expect(withdrawInvitation(ctx, { invitationId: listed!.id })).rejects.toMatchObject(dead);
  });

  it("can't be withdrawn from another workspace, by a member, or by an admin when it makes an owner", async () => {
    const { slug, owner, others } = await makeTeam(db, "admin", "member");
    const token = await invite(owner, slug, newEmail(), "owner");
    const stranger = await makeTeam(db);
    const [{ id: invitationId } = { id: "" }] = await listInvitations(await contextOf(owner, slug));
    const attempt = async (person: PersonContext, where: string) =>
      withdrawInvitation(await contextOf(person, where), { invitationId });
    await expect(attempt(stranger.owner, stranger.slug)).rejects.toMatchObject(dead);
    await expect(attempt(others[0], slug)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(attempt(others[1], slug)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await findReceivedInvitation(db, token)).not.toBeNull();
  });
});

describe("an invitation is dead when its inviter", () => {
  it("was demoted below the right to give that role, and stays dead when they rise again", async () => {
    const { slug, owner, others } = await makeTeam(db, "admin");
    const token = await invite(others[0], slug, newEmail());
    const ctx = await contextOf(owner, slug);
    await updateMember(ctx, { userId: others[0].userId, from: "admin", to: "member" });
    await expect(join(token)).rejects.toMatchObject(dead);
    await updateMember(ctx, { userId: others[0].userId, from: "member", to: "admin" });
    await expect(join(token)).rejects.toMatchObject(dead);
  });

  it("is an owner no more, for those that make an owner; others live on", async () => {
    const { slug, owner, others } = await makeTeam(db, "owner");
    const [asOwner, asMember] = [
      await invite(others[0], slug, newEmail(), "owner"),
      await invite(others[0], slug, newEmail(), "member"),
    ];
    const ctx = await contextOf(owner, slug);
    await updateMember(ctx, { userId: others[0].userId, from: "owner", to: "admin" });
    await expect(join(asOwner)).rejects.toMatchObject(dead);
    await expect(join(asMember)).resolves.toBeDefined();
  });

  it.each(["removed", "left"])("was %s", async (how) => {
    const { slug, owner, others } = await makeTeam(db, "admin");
    const token = await invite(others[0], slug, newEmail());
    if (how === "left") await leaveWorkspace(await contextOf(others[0], slug));
    else await removeMember(await contextOf(owner, slug), { userId: others[0].userId });
    expect(await findReceivedInvitation(db, token)).toBeNull();
    await expect(join(token)).rejects.toMatchObject(dead);
  });

  it("lost the right without a trace in the invitations (a row changed by hand)", async () => {
    const { slug, others } = await makeTeam(db, "admin");
    const token = await invite(others[0], slug, newEmail());
    await db.update(memberships).set({ role: "member" }).where(eq(memberships.userId, others[0].userId));
    await expect(join(token)).rejects.toMatchObject(dead);
  });
});

describe("an email that has an account", () => {
  it("must sign in: the link makes no second account and sets no password", async () => {
    const { slug, owner } = await makeTeam(db);
    const guest = await makePerson(db, "the guest's own password");
    const token = await invite(owner, slug, guest.email);
    const hash = async () =>
      (await db.select().from(passwordHashes).where(eq(passwordHashes.userId, guest.userId)))[0]!.hash;
    const before = await hash();
    expect((await findReceivedInvitation(db, token))!.hasAccount).toBe(true);
    await expect(join(token)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await hash()).toBe(before);
    // The refused attempt used nothing up.
    await expect(acceptInvitation(guest, token)).resolves.toMatchObject({ slug });
  });

  it("can't be joined by another account that holds the link", async () => {
    const { slug, owner } = await makeTeam(db);
    const [guest, other] = [await makePerson(db), await makePerson(db)];
    const token = await invite(owner, slug, guest.email);
    await expect(acceptInvitation(other, token)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(contextOf(other, slug)).rejects.toThrow();
    await expect(acceptInvitation(guest, token)).resolves.toMatchObject({ slug });
  });

  it("keeps the role that it has in the workspace", async () => {
    const { slug, owner } = await makeTeam(db);
    const guest = await makePerson(db);
    const token = await invite(owner, slug, guest.email, "admin");
    const { workspaceId } = await contextOf(owner, slug);
    await db.insert(memberships).values({ workspaceId, userId: guest.userId, role: "member" });
    await expect(acceptInvitation(guest, token)).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await contextOf(guest, slug)).role).toBe("member");
  });
});
