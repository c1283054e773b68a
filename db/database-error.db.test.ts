import { inspect } from "node:util";
import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, inject, test } from "vitest";
import { connect } from "#db/connect.ts";
import { DatabaseError, stripDatabaseError, violatesUnique } from "#db/database-error.ts";
import { secrets, users } from "#db/schema/index.ts";

const CANARY = "canary-7f3a9c51";
/** A value with lines that look like the frames of a stack. */
const MULTI_LINE = `${CANARY}\n    at ${CANARY} (${CANARY}.ts:1:1)\n    at ${CANARY}:2:2`;
const { db, sql: driver, close } = connect(inject("databaseUrls").web, { max: 1, name: "test-errors" });
afterAll(() => close());

const thrownBy = async (work: () => PromiseLike<unknown>): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

/** Everything that a log could show of an error. */
function allOf(error: unknown): string {
  const own = error instanceof Error ? Object.getOwnPropertyNames(error) : [];
  const fields = own.map((name) => String((error as Record<string, unknown>)[name]));
  return [inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error), ...fields].join("\n");
}

const person = (email: string) => ({ id: email, name: MULTI_LINE, email });
const causes: Record<string, () => PromiseLike<unknown>> = {
  "a violated constraint": () => db.insert(users).values([person(MULTI_LINE), person(MULTI_LINE)]),
  "a value of the wrong type": () => db.execute(sql`select ${MULTI_LINE}::int`),
  "a refused right": () =>
    db.execute(sql`select * from password_hashes, sealed_values where envelope = ${MULTI_LINE}`),
  "a raised exception": () =>
    db.execute(sql.raw(`do $$ begin raise exception '${MULTI_LINE}' using detail = '${MULTI_LINE}'; end $$`)),
  "a NUL byte": () =>
    db
      .select({ id: secrets.id })
      .from(secrets)
      .where(eq(secrets.name, `${MULTI_LINE}\0`)),
  "a parameter that the driver can't send": () => {
    const circular: Record<string, unknown> = { [CANARY]: MULTI_LINE };
    circular[MULTI_LINE] = circular;
    return db.execute(sql`select ${circular}::jsonb, ${MULTI_LINE}::text`);
  },
  "the driver's own error": () => driver`select * from users where name = ${MULTI_LINE} and nothing = 1`,
  "a statement of the driver's with a syntax error": () => driver.unsafe(`selec '${MULTI_LINE}'`),
};

describe.each(Object.entries(causes))("%s", (_, cause) => {
  test("leaves nothing of its input", async () => {
    const error = await thrownBy(cause);
    const stripped = stripDatabaseError(error);
    expect(stripped).toBeInstanceOf(DatabaseError);
    expect(allOf(stripped)).not.toContain(CANARY);
  });
});

test("control: the same search finds the input in drizzle's own error", async () => {
  expect(allOf(await thrownBy(causes["a violated constraint"]!))).toContain(CANARY);
});

test("SQLSTATE, constraint and frames are kept", async () => {
  const stripped = stripDatabaseError(await thrownBy(causes["a violated constraint"]!)) as DatabaseError;
  expect(stripped).toMatchObject({ name: "DatabaseError", sqlState: "23505" });
  expect(stripped.cause).toBeUndefined();
  expect(stripped.message).toBe(`database error 23505 (${stripped.constraint})`);
  expect(stripped.stack).toMatch(/^DatabaseError: database error 23505 .*\n\s+at /);
});

test("a unique violation is told by its constraint, stripped or not", async () => {
  const error = await thrownBy(() =>
    db.insert(users).values([person("a@b"), { ...person("a@b"), id: "other" }]),
  );
  for (const each of [error, stripDatabaseError(error)]) {
    expect(violatesUnique(each, "users_email_unique")).toBe(true);
    expect(violatesUnique(each, "users_pkey")).toBe(false);
  }
  const notNull = await thrownBy(() => db.execute(sql`insert into users (id) values ('x')`));
  expect(violatesUnique(notNull, "users_email_unique")).toBe(false);
});

test("a database that doesn't answer gives the network's code", async () => {
  const nobody = connect("postgres://u:secret-password@127.0.0.1:1/x", { max: 1, name: "test-nobody" });
  const stripped = stripDatabaseError(await thrownBy(() => nobody.db.execute(sql`select ${CANARY}`)));
  expect(stripped).toMatchObject({ sqlState: "ECONNREFUSED" });
  expect(allOf(stripped)).not.toMatch(new RegExp(`${CANARY}|secret-password`));
  await nobody.close();
});

test("whatever is no database's error comes back as it is", () => {
  const others = [new TypeError("x"), new Error("x", { cause: new Error("y") }), "text", null, undefined, 1];
  for (const other of others) expect(stripDatabaseError(other)).toBe(other);
});
