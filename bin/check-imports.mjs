import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { project } from "./project.mjs";

const rooms = ["app", "components", "db", "lib", "runner", "egress", "bin", "bench", "e2e"];

/**
 * Checks a tree against the import table, and that every source file in it was seen: a check that finds no modules passes.
 * @param {string} folder the tree: its rooms, package.json and tsconfig.json
 * @returns {Promise<{ violations: string[], unseen: string[] }>}
 */
export async function checkImports(folder) {
  const { cruise } = await import("dependency-cruiser");
  const { default: extractOptions } = await import("dependency-cruiser/config-utl/extract-depcruise-options");
  const { default: extractTsConfig } = await import("dependency-cruiser/config-utl/extract-ts-config");
  const options = await extractOptions(path.join(project, ".dependency-cruiser.cjs"));
  const sources = listSources(folder);
  const tsConfig = extractTsConfig(path.join(folder, "tsconfig.json"));
  const { output } = await cruise(sources, { ...options, baseDir: folder }, undefined, { tsConfig });
  if (typeof output === "string") throw new Error("dependency-cruiser returned text");
  const seen = new Set(
    output.modules.filter(({ couldNotResolve }) => !couldNotResolve).map(({ source }) => source),
  );
  return {
    violations: output.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    unseen: sources.filter((file) => !seen.has(file)),
  };
}

/** @param {string} folder */
function listSources(folder) {
  const isSource = (/** @type {string} */ name) => /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith(".d.ts");
  const atTop = readdirSync(folder).filter(isSource);
  const inRooms = readdirSync(folder)
    .filter((name) => rooms.includes(name))
    .flatMap((room) => {
      const names = /** @type {string[]} */ (readdirSync(path.join(folder, room), { recursive: true }));
      return names.filter(isSource).map((name) => path.posix.join(room, name));
    });
  return [...atTop, ...inRooms].sort();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { violations, unseen } = await checkImports(project);
  for (const line of violations) console.error(line);
  for (const file of unseen) console.error(`not seen: ${file}`);
  process.exitCode = violations.length + unseen.length > 0 ? 1 : 0;
}
