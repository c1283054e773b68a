import { runInForeground } from "./foreground.mjs";
import { prepare } from "./install.mjs";
import { inProject, nodeOptions } from "./project.mjs";
import { command } from "./refusal.mjs";

// `npm run bench -- <names>`
command(async () => {
  const status = await prepare(console.log);
  const names = process.argv.slice(2);
  return status ?? (await runInForeground([...nodeOptions, inProject("bench/main.ts"), ...names]));
});
