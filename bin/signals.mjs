// npm hands on the Ctrl-C that this process got from the terminal as well: one press arrives twice.
const onePress = 500;

/**
 * The first SIGINT, SIGTERM or SIGHUP asks to end in order, a second one to end at once.
 * @param {{ stop: () => Promise<void>, kill: () => void }} system
 */
export function onSignals({ stop, kill }) {
  let first = 0;
  const ask = () => {
    if (first === 0) {
      first = Date.now();
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    } else if (Date.now() - first > onePress) {
      kill();
      process.exit(1);
    }
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, ask);
  // Its parent is the same command under an older Node: when that is killed, this one has nobody left to tell it.
  if (process.channel) {
    process.on("disconnect", ask);
    process.channel.unref();
  }
  process.on("uncaughtException", (error) => {
    console.error(error);
    kill();
    process.exit(1);
  });
}
