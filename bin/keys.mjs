import { runInForeground } from "./foreground.mjs";
import { prepare } from "./install.mjs";
import { inProject, nodeOptions, project } from "./project.mjs";
import { command } from "./refusal.mjs";
import { readSettings } from "./settings.mjs";

// `npm run keys -- export runner`. What it prints is for another machine's runner: standard output holds nothing else.
command(async () => {
  const status = await prepare(console.error);
  if (status !== null) return status;
  const { dataDir } = readSettings(process.env, project);
  const program = [...nodeOptions, inProject("runner/keys/cli.ts")];
  return await runInForeground([...program, ...process.argv.slice(2), "--data-dir", dataDir]);
});
