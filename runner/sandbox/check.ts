import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUBBLEWRAP, launchSandbox } from "#runner/sandbox/launch.ts";

/** The outcome of the check: `command` is what the operator can type to put it right. */
type SandboxCheck = { ok: true } | { ok: false; problem: string; command: string };

/** A file whose absence shows that a Debian package is missing. */
const NEEDED: readonly (readonly [file: string, debianPackage: string])[] = [
  [BUBBLEWRAP, "bubblewrap"],
  ["/usr/bin/python3", "python3"],
  ["/etc/ssl/certs/ca-certificates.crt", "ca-certificates"],
];

/** A known reason for a failed set-up: what it says, or the kernel's setting (`path=value`) behind it; and the remedy. */
interface Hint {
  says?: RegExp;
  setting?: string;
  problem: string;
  command: string;
}

const HINTS: readonly Hint[] = [
  {
    says: /netlink protocol 12/,
    problem: "The kernel's packet filter is not available",
    command: "modprobe -a nf_tables nft_chain_nat nft_redir",
  },
  {
    setting: "kernel/apparmor_restrict_unprivileged_userns=1",
    problem: "AppArmor keeps programs from making user namespaces",
    command: "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
  },
  {
    setting: "kernel/unprivileged_userns_clone=0",
    problem: "User namespaces are switched off for unprivileged programs",
    command: "sysctl -w kernel.unprivileged_userns_clone=1",
  },
  {
    setting: "user/max_user_namespaces=0",
    problem: "User namespaces are switched off",
    command: "sysctl -w user.max_user_namespaces=65536",
  },
];

const PROBE = { wallSeconds: 10, memoryBytes: 128 * 1024 * 1024, processes: 4, tmpBytes: 1024 * 1024 };

/** Says whether runs can be sandboxed on this machine: names missing packages, then really starts one sandbox as proof. */
export async function checkSandbox(): Promise<SandboxCheck> {
  const missing = NEEDED.filter(([file]) => !existsSync(file)).map(([, name]) => name);
  if (missing.length > 0) {
    const names = missing.join(", ");
    return {
      ok: false,
      problem: `Missing for running actions: ${names}.`,
      command: `apt-get install -y ${missing.join(" ")}`,
    };
  }
  const failure = await tryOne();
  return failure === null ? { ok: true } : explain(failure);
}

/** Launches a sandbox with a gateway that refuses everything, up to where an action would start. Null when it got there. */
async function tryOne(): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), "tacit-check-"));
  const egressSocket = join(folder, "gateway.sock");
  const gateway = createServer((client) => client.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      gateway.once("error", reject).listen(egressSocket, resolve);
    });
    const sandbox = launchSandbox({
      id: "check",
      egressSocket,
      limits: PROBE,
      loopbackPorts: [],
      python: "/usr/bin/python3",
    });
    try {
      await sandbox.ready;
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : "unknown problem";
    } finally {
      sandbox.kill("killed");
      await sandbox.ended;
    }
  } finally {
    gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function explain(failure: string): SandboxCheck {
  const hint = HINTS.find(
    ({ says, setting }) => says?.test(failure) ?? (setting !== undefined && isSet(setting)),
  );
  if (hint !== undefined) {
    return { ok: false, problem: `${hint.problem} (${failure}).`, command: hint.command };
  }
  return {
    ok: false,
    problem: `A sandbox could not be started: ${failure}`,
    command: "apt-get install -y bubblewrap python3 ca-certificates",
  };
}

/** True when the kernel's setting (as `path=value` below /proc/sys) has that value. */
function isSet(setting: string): boolean {
  const [path = "", value] = setting.split("=");
  try {
    return readFileSync(join("/proc/sys", path), "utf8").trim() === value;
  } catch {
    return false;
  }
}
