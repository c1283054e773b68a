// The egress gateway: the only way out of a sandbox. It has no keys and no database; `egress/dial.ts` says what it connects to.
import pino from "pino";
import { connectTcp, interfaceAddresses } from "#egress/connect.ts";
import { startGateway } from "#egress/gateway.ts";
import { GATEWAY_LIMITS } from "#egress/limits.ts";
import { resolveHost } from "#egress/resolve.ts";
import { readSettings, SettingsError } from "#egress/settings.ts";

process.umask(0o077);
const log = pino({ base: { process: "egress" } }, pino.destination({ dest: 1, sync: true }));

try {
  const { dir, rules } = readSettings(process.env);
  const world = { resolve: resolveHost, connect: connectTcp, ownAddresses: interfaceAddresses };
  const gateway = await startGateway(dir, { rules, world, limits: GATEWAY_LIMITS }, log);
  log.info({ allowed: rules.allow.length, refused: rules.refuse.length }, "egress gateway ready");
  const stop = (): void => {
    log.info({}, "egress gateway ends");
    // Whatever hangs, the process is gone within a second.
    setTimeout(() => process.exit(1), 900).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
} catch (error) {
  const reason = error instanceof SettingsError ? error.message : "the egress gateway could not start";
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
