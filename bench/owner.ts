import { chromium, type Page } from "@playwright/test";
import { findChromium } from "#bin/chromium.mjs";

/** A press on a button, as a browser sent it: it can be sent again, with the changes that a next press brings. */
export interface Click {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A workspace in which everything is ready to run. */
export interface Prepared {
  readonly workspace: string;
  /** The press on Run that ran the action for the first time, with the owner's cookie. */
  readonly run: Click;
}

const SECRET = { name: "BENCH_TOKEN", value: "bench-value-that-is-no-secret" };
const CODE = `token = app.secrets.${SECRET.name}\nprint("read", len(token) > 0)\n`;
/** For each step: a loaded machine opens a page for the first time slowly. */
const PATIENCE_MS = 60_000;

/** Becomes the first owner in a real browser, makes a secret and an action that reads it, and presses Run once. */
export async function prepareRun(setupUrl: string): Promise<Prepared> {
  const executablePath = await findChromium(console.log);
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-background-networking"],
    // Or it would end this process before Tacit has ended. It goes with it.
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  try {
    const context = await browser.newContext();
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    const workspace = await becomeOwner(page, setupUrl);
    await makeSecret(page);
    return { workspace, run: await runAction(page, workspace) };
  } finally {
    await browser.close();
  }
}

/** Returns the workspace's slug. */
async function becomeOwner(page: Page, setupUrl: string): Promise<string> {
  await page.goto(setupUrl);
  await page.getByLabel("Your name").fill("Bench");
  await page.getByLabel("Email").fill("bench@example.com");
  await page.getByLabel("Password", { exact: true }).fill("a long password for a bench");
  await page.getByLabel("Workspace name").fill("Bench");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL(/\/w\/[^/]+\/secrets/);
  return /\/w\/([^/]+)\//.exec(page.url())?.[1] ?? "";
}

async function makeSecret(page: Page): Promise<void> {
  await page.getByRole("button", { name: "New secret" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New secret" });
  await dialog.getByLabel("Name").fill(SECRET.name);
  await dialog.getByLabel("Value", { exact: true }).fill(SECRET.value);
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function runAction(page: Page, workspace: string): Promise<Click> {
  await page.goto(new URL(`/w/${workspace}/actions`, page.url()).href);
  await page.getByRole("button", { name: "New action" }).first().click();
  await page.getByLabel("Name", { exact: true }).fill("Bench");
  const code = page.getByRole("textbox", { name: "Code" });
  await code.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(CODE);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.", { exact: true }).waitFor();
  const pressed = page.waitForRequest(
    (request) => request.method() === "POST" && "next-action" in request.headers(),
  );
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const request = await pressed;
  await page.getByRole("status", { name: "Status" }).filter({ hasText: "Succeeded" }).waitFor();
  const sent = Object.entries(await request.allHeaders());
  const kept = sent.filter(([name]) => !["content-length", "connection", "host"].includes(name));
  return {
    path: new URL(request.url()).pathname,
    // Uncompressed, so that the answer can be read as it comes.
    headers: { ...Object.fromEntries(kept), "accept-encoding": "identity" },
    body: request.postData() ?? "",
  };
}
