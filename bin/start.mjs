import { ensureBuilt } from "./build.mjs";
import { serveBuild } from "./children.mjs";
import { command } from "./refusal.mjs";
import { runSystem } from "./run-system.mjs";

const say = (/** @type {string} */ message) => console.log(message);

// `npm start`
command(() => runSystem({ development: false, serve: serveBuild, build: () => ensureBuilt(say) }, say));
