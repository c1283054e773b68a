import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkImports } from "#bin/check-imports.mjs";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const packageJson = JSON.stringify({ type: "module", imports: { "#*": "./*" } });
const tsconfigJson = JSON.stringify({
  compilerOptions: { module: "preserve", allowImportingTsExtensions: true, noEmit: true },
});

/** A small product with the opener in it, and the files given. */
function productWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "tacit-imports-"));
  folders.push(folder);
  const all = {
    "package.json": packageJson,
    "tsconfig.json": tsconfigJson,
    "runner/open.ts": "export const openSecret = () => 1;\n",
    "lib/secrets/queries.ts": "export const listSecrets = () => 2;\n",
    "lib/secrets/mutations.ts": "export const createSecret = () => 3;\n",
    "app/page.ts": 'import { listSecrets } from "#lib/secrets/queries.ts";\nexport default listSecrets;\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test("a product that keeps to the table passes, and every file of it was seen", async () => {
  expect(await checkImports(productWith({}))).toEqual({ violations: [], unseen: [] });
});

test("the opener is out of reach for web, directly and through others", async () => {
  const folder = productWith({
    "lib/secrets/queries.ts": 'export { middle as listSecrets } from "#lib/secrets/middle.ts";\n',
    "lib/secrets/middle.ts": 'export { openSecret as middle } from "#runner/open.ts";\n',
  });
  const { violations } = await checkImports(folder);
  expect(violations).toContain("opener-out-of-reach: lib/secrets/middle.ts → runner/open.ts");
  expect(violations).toContain("opener-out-of-reach: lib/secrets/queries.ts → runner/open.ts");
  expect(violations).toContain("opener-out-of-reach: app/page.ts → runner/open.ts");
});

test("an import for its type alone counts", async () => {
  const folder = productWith({
    "lib/secrets/middle.ts":
      'import type { openSecret } from "#runner/open.ts";\nexport type T = typeof openSecret;\n',
  });
  const { violations } = await checkImports(folder);
  expect(violations).toContain("lib-imports: lib/secrets/middle.ts → runner/open.ts");
});

test("a route imports no mutation", async () => {
  const folder = productWith({
    "app/page.ts":
      'import { createSecret } from "#lib/secrets/mutations.ts";\nexport default createSecret;\n',
  });
  expect((await checkImports(folder)).violations).toEqual([
    "app-imports: app/page.ts → lib/secrets/mutations.ts",
  ]);
});
