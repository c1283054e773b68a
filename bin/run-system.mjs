import path from "node:path";
import { checkDataFolder, checkPlaces, takeDataFolder } from "./data-folder.mjs";
import { checkDatabase } from "./database.mjs";
import { ensureDebianPackages } from "./debian-packages.mjs";
import { checkPort } from "./health.mjs";
import { prepare } from "./install.mjs";
import { project } from "./project.mjs";
import { readSettings } from "./settings.mjs";
import { onSignals } from "./signals.mjs";
import { Stopped, System } from "./system.mjs";

/**
 * Runs Tacit until it is told to stop. What can be refused is refused before anything is written.
 * @param {object} mode
 * @param {boolean} mode.development
 * @param {(settings: import("./settings.mjs").Settings) => string[]} mode.serve the Node arguments that serve web
 * @param {() => Promise<void>} mode.build makes what is served
 * @param {(message: string) => void} say
 * @returns {Promise<number | void>}
 */
export async function runSystem({ development, serve, build }, say) {
  const settings = readSettings(process.env, project);
  const { TACIT_SEALING_KEY_FILE, TACIT_OPENING_KEY_FILE } = process.env;
  checkPlaces({ TACIT_DATA_DIR: settings.dataDir, TACIT_SEALING_KEY_FILE, TACIT_OPENING_KEY_FILE }, project);
  checkDataFolder(settings.dataDir);
  await checkPort(settings);
  await checkDatabase(settings);
  const status = await prepare(say);
  if (status !== null) return status;
  await takeDataFolder(settings.dataDir);

  const system = new System(settings, say, serve(settings), development);
  onSignals({ stop: () => system.stop(), kill: () => system.kill() });
  try {
    ensureDebianPackages(say);
    await build();
    const { setupCode } = await system.start();
    say(`Tacit is ready: ${settings.url}`);
    if (setupCode) say(`Set it up: ${settings.url}/setup?code=${setupCode}`);
    if (development) say(`What web and the runner print is in ${path.join(settings.dataDir, "logs")}.`);
  } catch (error) {
    // A start that was asked to stop ends when stop() has ended everything.
    if (error instanceof Stopped) return await new Promise(() => {});
    await system.stop();
    throw error;
  }
}
