import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { secrets } from "#db/schema/index.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createAction, runAction } from "#e2e/pages/actions.ts";
import { createSecret, openNewSecret, openSecret, openSecrets, openUpdate } from "#e2e/pages/secrets.ts";
import type { Workspace } from "#e2e/people.ts";
import { newCanary } from "#e2e/system/canaries.ts";

/** Has Python say which bytes it got. The hash tells nothing that the redactor would have to take out. */
async function bytesInPython(page: Page, workspace: Workspace, name: string): Promise<string> {
  const code = `import hashlib\nprint("sha256", hashlib.sha256(app.secrets.${name}.encode()).hexdigest(), ".")\n`;
  await createAction(page, workspace, { name: "Hash", code });
  const { log } = await runAction(page, "Succeeded");
  await expect(log).toContainText(/sha256 [0-9a-f]{64} \./);
  return /sha256 ([0-9a-f]{64})/.exec(await log.innerText())?.[1] ?? "";
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a value that cannot be kept is refused beside its field, and nothing is saved", async ({
  as,
  workspace,
  db,
}) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  await dialog.getByLabel("Name", { exact: true }).fill("STRIPE_KEY");
  const value = dialog.getByLabel("Value", { exact: true });
  const canary = newCanary();
  const refused: readonly (readonly [string, RegExp])[] = [
    ["", /Enter a value/],
    [canary.padEnd(65_537, "x"), /longer than 64 KiB/],
    [`${canary}\0`, /NUL character/],
    [`${canary}\ud800`, /not valid Unicode/],
    ["••••••••", /a mask that stands for a hidden value/],
  ];
  for (const [typed, message] of refused) {
    // As a script of a password manager would: some of these can't be typed.
    await value.evaluate((area: HTMLTextAreaElement, text) => {
      area.value = text;
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }, typed);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(value).toHaveAccessibleErrorMessage(message);
  }
  expect(await db.$count(secrets, eq(secrets.workspaceId, workspace.id))).toBe(0);
});

test("what was typed arrives in Python byte for byte, trailing newlines included", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  const value = `${newCanary()}\n  – ü 🔑 \\n\n\n`;
  await createSecret(owner, workspace, { name: "TYPED", value });
  expect(await bytesInPython(owner, workspace, "TYPED")).toBe(sha256(value));
});

test("a chosen file arrives in Python byte for byte, CRLF and byte order mark included", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  const value = `\ufeff-----BEGIN KEY-----\r\n${newCanary()}\r\n-----END KEY-----\r\n`;
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  await dialog.getByLabel("Name", { exact: true }).fill("SIGNING_KEY");
  await dialog
    .getByLabel("Choose file")
    .setInputFiles({ name: "signing.pem", mimeType: "text/plain", buffer: Buffer.from(value) });
  await expect(dialog.getByText(/The content of signing.pem will be saved, byte for byte/)).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  expect(await bytesInPython(owner, workspace, "SIGNING_KEY")).toBe(sha256(value));
});

test("a file that is no text is refused, and what was typed stays", async ({ as, workspace }) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  const value = dialog.getByLabel("Value", { exact: true });
  const typed = newCanary();
  await value.fill(typed);
  await dialog.getByLabel("Choose file").setInputFiles({
    name: "key.der",
    mimeType: "application/octet-stream",
    buffer: Buffer.from([0x30, 0x82, 0xff]),
  });
  await expect(value).toHaveAccessibleErrorMessage(/isn't text in UTF-8/);
  await expect(value).toHaveValue(typed);
});

test("the value is hidden but while it is held shown, and gone from the page after Save and after Cancel", async ({
  as,
  workspace,
}) => {
  const owner = await as("owner");
  await openSecrets(owner, workspace);
  const dialog = await openNewSecret(owner);
  const value = dialog.getByLabel("Value", { exact: true });
  const drawn = () =>
    value.evaluate((area) => getComputedStyle(area).getPropertyValue("-webkit-text-security"));
  await value.fill(newCanary());
  expect(await drawn()).toBe("disc");

  const show = dialog.getByRole("button", { name: "Show while typing" });
  await show.hover();
  await owner.mouse.down();
  expect(await drawn()).toBe("none");
  await owner.mouse.up();
  expect(await drawn()).toBe("disc");
  await show.focus();
  await owner.keyboard.down("Space");
  expect(await drawn()).toBe("none");
  await owner.keyboard.up("Space");
  expect(await drawn()).toBe("disc");

  for (const [name, expected] of [
    ["autocomplete", "off"],
    ["autocorrect", "off"],
    ["spellcheck", "false"],
    ["data-1p-ignore", "true"],
  ] as const)
    await expect(value).toHaveAttribute(name, expected);

  const fields = () =>
    owner
      .locator("textarea, input")
      .evaluateAll((all) => all.map((field) => (field as HTMLInputElement).value));
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect((await fields()).join("")).toBe("");
  const again = await openNewSecret(owner);
  await expect(again.getByLabel("Value", { exact: true })).toHaveValue("");
  await again.getByLabel("Name", { exact: true }).fill("STRIPE_KEY");
  await again.getByLabel("Value", { exact: true }).fill(newCanary());
  await again.getByRole("button", { name: "Save" }).click();
  await expect(again).toBeHidden();
  expect((await fields()).join("")).toBe("");
  await openSecret(owner, workspace, "STRIPE_KEY");
  const update = await openUpdate(owner, "STRIPE_KEY");
  await expect(update.getByLabel("Replace value")).toHaveValue("");
});

test("every value is drawn as the same sealed bar, whatever its length", async ({ as, workspace }) => {
  const owner = await as("owner");
  await createSecret(owner, workspace, { name: "LONG", value: newCanary().repeat(200) });
  await createSecret(owner, workspace, { name: "SHORT", value: "sdfj" });
  const bars = owner.getByRole("img", { name: "Sealed" });
  await expect(bars).toHaveCount(2);
  const drawings = await bars.evaluateAll((all) =>
    all.map((bar) => [bar.outerHTML, bar.getBoundingClientRect().width]),
  );
  expect(drawings[0]).toEqual(drawings[1]);
});
