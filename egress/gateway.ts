import { chmod, lstat, mkdir, readdir, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { serveRunner } from "#egress/control-connection.ts";
import type { GatewayContext } from "#egress/sandbox-listener.ts";
import { SettingsError } from "#egress/settings.ts";

/** What the gateway tells its log. Never a host name: `https://<secret>.example.com` would be one. */
interface GatewayLog {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
}

/** A running gateway. */
export interface Gateway {
  readonly controlPath: string;
  /** Ends every connection and removes the sockets. */
  readonly close: () => Promise<void>;
}

const SANDBOX_SOCKET = /^s[0-9a-z]+\.sock$/;

/** Starts a gateway in `dir`. Throws a SettingsError when the folder can't be used or another gateway runs there. */
export async function startGateway(dir: string, context: GatewayContext, log: GatewayLog): Promise<Gateway> {
  const controlPath = join(dir, "control.sock");
  await prepareFolder(dir);
  if (await answers(controlPath))
    throw new SettingsError("another egress gateway already runs in TACIT_EGRESS_DIR");
  await removeSockets(dir);

  const runners = new Map<Socket, Promise<void>>();
  let opened = 0;
  const nextPath = (): string => join(dir, `s${(opened++).toString(36)}.sock`);
  const server = createServer((runner) => {
    runner.on("error", () => runner.destroy());
    log.info({}, "runner connected");
    const served = serveRunner(runner, context, nextPath)
      .then(
        () => {
          log.info({}, "runner gone");
        },
        () => {
          // The error may hold what the runner sent, and that may be a host name.
          log.warn({}, "runner cut off");
        },
      )
      .finally(() => {
        runners.delete(runner);
      });
    runners.set(runner, served);
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", reject).listen(controlPath, resolve);
  });
  await chmod(controlPath, 0o600);

  return {
    controlPath,
    close: async () => {
      server.close();
      for (const runner of runners.keys()) runner.destroy();
      await Promise.all(runners.values());
      await removeSockets(dir);
    },
  };
}

/** The folder must be closed to everybody else: the sockets in it are open to any user who can reach them. */
async function prepareFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const status = await lstat(dir);
    const owner = process.getuid?.() ?? status.uid;
    if (status.isDirectory() && status.uid === owner && (status.mode & 0o066) === 0) return;
  } catch {
    throw new SettingsError("TACIT_EGRESS_DIR cannot be made or read");
  }
  throw new SettingsError(
    "TACIT_EGRESS_DIR must be a folder of the gateway's own user, closed to others (mode 0700)",
  );
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const finish = (answer: boolean) => () => {
      probe.destroy();
      resolve(answer);
    };
    probe.once("connect", finish(true)).once("error", finish(false));
  });
}

/** Removes what this or a killed gateway left, by its own names only. */
async function removeSockets(dir: string): Promise<void> {
  const names = (await readdir(dir)).filter((name) => name === "control.sock" || SANDBOX_SOCKET.test(name));
  await Promise.all(names.map((name) => rm(join(dir, name), { force: true })));
}
