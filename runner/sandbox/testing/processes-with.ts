import { readdirSync, readFileSync } from "node:fs";

/** Command lines of all processes of this machine that contain `marker`. */
export function processesWith(marker: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return command.includes(marker) ? [command] : [];
      } catch {
        return [];
      }
    });
}
