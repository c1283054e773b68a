// Fails when something that changes the database, or that a browser can call, is missing from the tables of rights.
import { globSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { holderOperations, openOperations, personOperations } from "#lib/testing/person-rights.ts";
import { operations, wrapped } from "#lib/testing/rights-table.ts";
import { becomeWeb, stopBeingWeb } from "#lib/testing/web-process.ts";

vi.mock("next/navigation", () => import("next/dist/client/components/navigation.react-server.js"));
vi.mock("next/cache", () => ({ refresh: () => undefined }));

beforeAll(() => becomeWeb(inject("databaseUrls").web));
afterAll(() => stopBeingWeb());

const inTheTables = new Set<unknown>([
  ...operations.flatMap(({ functions }) => functions),
  ...wrapped,
  ...[...personOperations, ...holderOperations].flatMap(({ action, work }) => [action, work]),
  ...openOperations,
]);

/** What writes and is no operation: parts of operations, and what only the operator's command line calls. */
const parts: Readonly<Record<string, string>> = {
  "lib/audit/record.ts recordAuditEvent": "the event of an operation",
  "lib/auth/rate-limit.ts takeAttempt": "counts attempts",
  "lib/auth/rate-limit.ts giveAttemptBack": "counts attempts",
  "lib/auth/reset-cli.ts makeResetLink": "the operator's command, with the owner's role",
  "lib/auth/sessions.ts startSession": "behind signing in",
  "lib/auth/sessions.ts findSession": "notes that a session was seen",
  "lib/auth/sessions.ts listSessions": "reads",
  "lib/auth/sessions.ts endSession": "behind signing out",
  "lib/auth/sessions.ts endSessions": "behind signing out everywhere",
  "lib/members/invitations.ts withdrawBeyondRight": "part of a change of role",
  "lib/server/once.ts once": "runs an operation",
};

const files = globSync("{app,components,lib}/**/*.{ts,tsx}").filter(
  (file) => !/\.test\.tsx?$|^lib\/testing\//.test(file),
);
const parse = (text: string) => ts.createSourceFile("file.tsx", text, ts.ScriptTarget.Latest, true);

/** Whether the file says at its top that browsers may call what it exports. */
const isCallable = (text: string) =>
  parse(text).statements.some(
    (statement) =>
      ts.isExpressionStatement(statement) &&
      ts.isStringLiteral(statement.expression) &&
      statement.expression.text === "use server",
  );

/** Whether the file inserts into, updates or deletes from a table of the schema. */
function writes(text: string): boolean {
  const tables = new Set<string>();
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && /^"#db\/schema\//.test(node.moduleSpecifier.getText())) {
      const names = node.importClause?.namedBindings;
      if (names && ts.isNamedImports(names)) for (const { name } of names.elements) tables.add(name.text);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [argument] = node.arguments;
      const isTable = argument !== undefined && tables.has(argument.getText());
      if (isTable && ["insert", "update", "delete"].includes(node.expression.name.text)) found = true;
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(text));
  return found;
}

const matching = (is: (text: string) => boolean) => files.filter((file) => is(readFileSync(file, "utf8")));

/** The functions that a file exports and neither the tables nor the list of parts know. */
async function unknownOf(file: string): Promise<string[]> {
  const exported = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<string, unknown>;
  return Object.entries(exported)
    .filter(
      ([, value]) => typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value)),
    )
    .filter(([name, value]) => !inTheTables.has(value) && !(`${file} ${name}` in parts))
    .map(([name]) => `${file} ${name}`);
}

describe("the tables of rights know", () => {
  test.each(matching(isCallable))("every server action of %s", async (file) => {
    expect(await unknownOf(file)).toEqual([]);
  });

  test.each(matching(writes))("every mutation of %s", async (file) => {
    expect(await unknownOf(file)).toEqual([]);
  });

  test("no part that is gone", async () => {
    for (const part of Object.keys(parts)) {
      const [file = "", name = ""] = part.split(" ");
      expect(matching(writes)).toContain(file);
      expect(await import(/* @vite-ignore */ pathToFileURL(file).href)).toHaveProperty(name);
    }
  });

  test("what is expected to be looked at", () => {
    expect(matching(isCallable).length).toBeGreaterThanOrEqual(8);
    const mutations = files.filter((file) => file.endsWith("/mutations.ts"));
    expect(mutations.length).toBeGreaterThanOrEqual(7);
    expect(matching(writes)).toEqual(expect.arrayContaining(mutations));
  });
});

describe("control: they would notice", () => {
  test("a server action, however it is exported", () => {
    expect(isCallable(`"use server";\nexport const a = async () => {};`)).toBe(true);
    expect(isCallable(`// words\n'use server'\nexport async function a() {}`)).toBe(true);
    expect(isCallable(`const text = "use server"; export const a = 1;`)).toBe(false);
  });

  test("a write, in whatever function", () => {
    const from = `import { and, secrets as s } from "#db/schema/index.ts";`;
    expect(writes(`${from} export const f = (tx) => tx.db.update(s).set({});`)).toBe(true);
    expect(writes(`${from} async function g(db) { await db.delete(s); }`)).toBe(true);
    expect(writes(`${from} export const f = (tx) => tx.select().from(s); new Map().delete(1);`)).toBe(false);
  });

  test("a function that is in no table", async () => {
    expect(await unknownOf("lib/auth/email.ts")).toEqual(["lib/auth/email.ts canonicalEmail"]);
  });

  test("an action inside a component or a route: there is none", () => {
    const inline = files.filter((file) => {
      const text = readFileSync(file, "utf8");
      return /["']use server["']/.test(text) && !isCallable(text);
    });
    expect(inline).toEqual([]);
  });

  test("writing by hand-written SQL: there is none", () => {
    const raw = /sql`\s*(insert|update|delete|truncate|merge)\b/i;
    expect(files.filter((file) => raw.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});
