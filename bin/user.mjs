import { existsSync } from "node:fs";
import path from "node:path";
import { isTaken, rememberedDatabase } from "./data-folder.mjs";
import { checkDatabase, embeddedOwner, openDatabase } from "./database.mjs";
import { prepare } from "./install.mjs";
import { project } from "./project.mjs";
import { command, Refusal } from "./refusal.mjs";
import { readSettings } from "./settings.mjs";
import { runStep } from "./steps.mjs";

// `npm run user -- reset <email>`, whether Tacit is running or not.
command(async () => {
  const [verb, email, ...rest] = process.argv.slice(2);
  if (verb !== "reset" || !email || rest.length > 0)
    throw new Refusal("Usage: npm run user -- reset <email>");
  const status = await prepare(console.error);
  if (status !== null) return status;
  const settings = readSettings(process.env, project);
  if (!settings.database && !existsSync(path.join(settings.dataDir, "postgres")))
    throw new Refusal(
      `There is no Tacit in ${settings.dataDir} yet: run npm start first, or set TACIT_DATA_DIR.`,
    );
  const reset = async (/** @type {string} */ owner) => {
    const link = await runStep(["lib/auth/reset-cli.ts", email], {
      DATABASE_URL: owner,
      TACIT_URL: settings.url,
    });
    console.log(link.trimEnd());
  };
  if (!settings.database && (await isTaken(settings.dataDir))) {
    const memory = rememberedDatabase(settings.dataDir);
    await reset(embeddedOwner(memory, memory.port ?? 0));
    return 0;
  }
  await checkDatabase(settings);
  const database = await openDatabase(settings, console.error);
  try {
    await reset(database.owner);
  } finally {
    await database.server?.stop("SIGINT", 5000);
  }
  return 0;
});
