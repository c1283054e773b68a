import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Connection } from "#db/connect.ts";

/**
 * The forms in which a text of letters and digits may lie within another: as it is (which JSON, HTML and addresses don't
 * change), as hexadecimal, and as base64 of something that holds it, wherever in there it begins.
 */
export function formsOf(mark: string): Record<string, string> {
  const hex = Buffer.from(mark).toString("hex");
  // Two or one bytes before it, and the characters at both ends that depend on its neighbours left out.
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from("\0".repeat(offset) + mark)
      .toString("base64")
      .replace(/=+$/, "");
    const whole = Math.floor(((offset + mark.length) * 8) / 6);
    return encoded.slice(Math.ceil((offset * 8) / 6), whole);
  });
  return {
    plain: mark,
    hex,
    "upper case hex": hex.toUpperCase(),
    base64: base64[0] ?? "",
    "base64 after one byte": base64[1] ?? "",
    "base64 after two bytes": base64[2] ?? "",
  };
}

/** Which forms of the mark are in there. */
function findForms(haystack: Buffer | string, mark: string): string[] {
  return Object.entries(formsOf(mark)).flatMap(([form, needle]) => (haystack.includes(needle) ? [form] : []));
}

/** Every file under a folder, or the one file, with what `find` says of its content; files that say nothing are left out. */
export function searchFiles(folder: string, mark: string): string[] {
  if (!statSync(folder).isDirectory())
    return findForms(readFileSync(folder), mark).map((form) => `${folder}: ${form}`);
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    // PostgreSQL removes files while it works.
    const content = entry.isFile() ? readIfThere(file) : null;
    return content === null ? [] : findForms(content, mark).map((form) => `${file}: ${form}`);
  });
}

/** The arguments and environment of every process on this machine that can be read. */
export function searchProcesses(mark: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) =>
      ["cmdline", "environ"].flatMap((part) => {
        const content = readIfThere(`/proc/${pid}/${part}`);
        return content === null ? [] : findForms(content, mark).map((form) => `${part}: ${form}`);
      }),
    );
}

/** Every row of every table, the queue's and the migrations' too, as PostgreSQL writes them. */
export async function searchDatabase({ sql }: Connection, mark: string): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ line: string }[]>(`select t::text as line from ${name} t`);
    const forms = new Set(rows.flatMap(({ line }) => findForms(line, mark)));
    for (const form of forms) found.push(`${name}: ${form}`);
  }
  return found;
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
