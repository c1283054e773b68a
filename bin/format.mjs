import { runInForeground } from "./foreground.mjs";
import { prepare } from "./install.mjs";
import { moduleFile } from "./project.mjs";
import { command } from "./refusal.mjs";

// `npm run format`
command(async () => {
  const status = await prepare(console.log);
  return (
    status ??
    (await runInForeground([moduleFile("prettier/bin/prettier.cjs"), "--write", "--log-level=warn", "."]))
  );
});
