// A runner that is killed in the middle of a run: started by runner-lost.sandbox.test.ts, with a marker to find again.
import { launchSandbox } from "#runner/sandbox/launch.ts";
import { fakeGateway } from "#runner/sandbox/testing/fake-gateway.ts";
import { scriptOptions } from "#runner/sandbox/testing/run-script.ts";

const marker = process.argv.slice(2).join("-");
const gateway = await fakeGateway(() => null);
const sandbox = launchSandbox(scriptOptions(gateway.socketPath));
await sandbox.ready;
gateway.close();
sandbox.stdout.pipe(process.stdout);
sandbox.start();
const code = `
import subprocess
command = "echo up; exec >/dev/null 2>&1 </dev/null; sleep 1000; : ${marker}"
print(subprocess.Popen(["/bin/sh", "-c", command], start_new_session=True, stdout=-1).stdout.readline())
while True: pass`;
const run = { id: "r", action: "a", workspace: "w" };
sandbox.channel.write(`${JSON.stringify({ type: "start", run, code, filename: "a.py" })}\n`);
