import { existsSync } from "node:fs";
import { installDebianPackages } from "./debian-packages.mjs";
import { runInForeground } from "./foreground.mjs";
import { moduleFile } from "./project.mjs";
import { Refusal } from "./refusal.mjs";

/**
 * Finds Chromium for the browser tests, and installs one where there is none.
 * @param {(message: string) => void} say
 * @returns {Promise<string | undefined>} its path; undefined: Playwright's own
 */
export async function findChromium(say) {
  const given = process.env["CHROMIUM_PATH"];
  if (given && !existsSync(given)) throw new Refusal(`CHROMIUM_PATH is ${given}, and there is nothing.`);
  if (given) return given;
  const debian = "/usr/bin/chromium";
  if (existsSync(debian)) return debian;
  if (process.getuid?.() === 0 && installDebianPackages(["chromium"], "browser tests need it", say))
    return debian;
  say("Downloading Playwright's Chromium …");
  const status = await runInForeground([moduleFile("@playwright/test/cli.js"), "install", "chromium"]);
  if (status !== 0) throw new Refusal("No Chromium: install one, and set CHROMIUM_PATH to its path.");
  return undefined;
}
