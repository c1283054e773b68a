import path from "node:path";
import { checkDataFolder, checkPlaces, takeDataFolder } from "./data-folder.mjs";
import { ensureDebianPackages } from "./debian-packages.mjs";
import { prepare } from "./install.mjs";
import { project } from "./project.mjs";
import { command, Refusal } from "./refusal.mjs";
import { postgresUrl, readSettings } from "./settings.mjs";
import { onSignals } from "./signals.mjs";
import { System } from "./system.mjs";

// `npm run runner`: one more runner, on another machine than web, for the same database.
command(async () => {
  const {
    TACIT_RUNNER_DATABASE_URL: url,
    TACIT_OPENING_KEY: key,
    TACIT_OPENING_KEY_FILE: file,
    ...env
  } = process.env;
  if (!url)
    throw new Refusal(
      "TACIT_RUNNER_DATABASE_URL is not set: it is the runner's address of the database that web uses.",
    );
  if (!key && !file)
    throw new Refusal(
      "Set TACIT_OPENING_KEY_FILE to the file that `npm run keys -- export runner` wrote where web runs.",
    );
  const settings = readSettings(
    { ...env, DATABASE_URL: undefined, TACIT_WEB_DATABASE_URL: undefined },
    project,
  );
  checkPlaces({ TACIT_DATA_DIR: settings.dataDir, TACIT_OPENING_KEY_FILE: file }, project);
  checkDataFolder(settings.dataDir);
  const status = await prepare(console.log);
  if (status !== null) return status;
  await takeDataFolder(settings.dataDir);
  const system = new System(settings, console.log, []);
  onSignals({ stop: () => system.stop(), kill: () => system.kill() });
  ensureDebianPackages(console.log);
  try {
    await system.startRunnerAlone(postgresUrl("TACIT_RUNNER_DATABASE_URL", url));
  } catch (error) {
    await system.stop();
    throw error;
  }
  console.log(`The runner is ready. Its log: ${path.join(settings.dataDir, "logs", "runner.log")}`);
  return 0;
});
