"""Guards the order of a sandbox's life: limits, network, relay, privileges dropped and checked, and only then an action.

Started by bubblewrap inside fresh namespaces, with nothing of the host's but /usr. Before `ready` no input is read and
none of the action's code exists here. Any failure ends the process before that: there is no fallback.

Arguments: processes, bytes a file, allowed loopback ports (commas). Descriptors: 0 nothing, 1 and 2 the log, 3 the
channel to the runner, 6 the gateway's socket (O_PATH).
"""

import os
import sys

import tacit_app
import tacit_network
import tacit_privileges
from tacit_channel import Channel, quote

GATEWAY_DESCRIPTOR = 6


def set_up(processes, file_bytes, loopback_ports):
    """Builds everything, leaves the relay running in a process of its own, and returns without a capability."""
    tacit_privileges.close_descriptors(4, (GATEWAY_DESCRIPTOR,))
    tacit_privileges.set_limits(processes, file_bytes)
    tacit_network.build_network(loopback_ports)
    listeners = tacit_network.open_listeners()
    tacit_privileges.drop_capabilities()
    os.set_inheritable(3, False)  # what the action starts does not speak to the runner
    if os.fork() == 0:
        _run_relay(listeners, loopback_ports)
    os.close(GATEWAY_DESCRIPTOR)
    for listener in listeners:
        listener.close()
    tacit_privileges.yield_to_host()
    tacit_privileges.assert_unprivileged()


def _run_relay(listeners, loopback_ports):
    """The child's whole life. It shares neither the log nor the channel, and nobody may look into it."""
    try:
        tacit_privileges.assert_unprivileged()
        tacit_privileges.hide_from_neighbours()
        nothing = os.open("/dev/null", os.O_RDWR)
        for number in (0, 1, 2, 3):
            os.dup2(nothing, number)
        path = "/proc/self/fd/%d" % GATEWAY_DESCRIPTOR
        from tacit_relay import Relay

        Relay(*listeners, path, loopback_ports).serve()
    finally:
        os._exit(1)


def prepare_interpreter():
    """What `site` would do (it is off: it costs 3 ms of CPU, and runs what packages put in .pth files)."""
    import builtins

    from _sitebuiltins import Quitter, _Helper

    builtins.exit = Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.quit = Quitter("quit", "Ctrl-D (i.e. EOF)")
    builtins.help = _Helper()
    version = "python%d.%d" % sys.version_info[:2]
    for folder in ("/usr/local/lib/%s/dist-packages" % version, "/usr/lib/python3/dist-packages"):
        if os.path.isdir(folder):
            sys.path.append(folder)
    sys.stdout.reconfigure(line_buffering=True)  # a print is seen when it happens
    sys.argv[:] = [""]


class _Source:
    """Lets `linecache` find the action's lines, for every traceback that anything prints."""

    def __init__(self, code):
        self._code = code

    def get_source(self, name):
        return self._code


def run_action(code, filename, app, internal):
    """Runs the code as `__main__`. Returns (exit status, the line that tells the runner)."""
    module = type(sys)("__main__")
    module.__loader__ = _Source(code)
    module.app = app
    sys.modules["__main__"] = module
    try:
        exec(compile(code, filename, "exec", dont_inherit=True), module.__dict__)
        _join_threads()
        return 0, '{"type":"finished","ok":true}'
    except SystemExit as error:
        _join_threads()
        return _status_of(error, filename)
    except BaseException as error:
        from tacit_report import failure_line, print_traceback

        _remember_source(code, filename)
        print_traceback(error, internal)
        _join_threads()
        return 1, failure_line(error, filename)


def _status_of(error, filename):
    """sys.exit(): nothing and 0 are success; a number is the status; anything else is printed, status 1."""
    if error.code is None or (isinstance(error.code, int) and error.code == 0):
        return 0, '{"type":"finished","ok":true}'
    from tacit_report import failure_line

    if isinstance(error.code, int):
        return error.code & 0xFF, failure_line(error, filename)
    print(error.code, file=sys.stderr)
    return 1, failure_line(error, filename)


def _remember_source(code, filename):
    import linecache

    linecache.cache[filename] = (len(code), None, [line + "\n" for line in code.splitlines()], filename)


def _join_threads():
    """Waits for the action's threads, as an ending interpreter does."""
    threading = sys.modules.get("threading")
    if threading is not None:
        threading._shutdown()


def main(internal):
    try:
        processes, file_bytes, ports = sys.argv[1:4]
        set_up(int(processes), int(file_bytes), [int(port) for port in ports.split(",") if port])
        prepare_interpreter()
        channel = Channel()
        channel.send('{"type":"ready"}')
    except BaseException as error:
        text = "%s: %s" % (type(error).__name__, error)
        os.write(3, ('{"type":"setup_failed","error":%s}\n' % quote(text)).encode("ascii"))
        os._exit(70)
    try:
        start = channel.read_line()
    except RuntimeError:
        os._exit(0)  # the runner no longer wants this sandbox
    app = tacit_app.App(channel, start["run"])
    tacit_app.install(app)
    status, line = run_action(start["code"], start["filename"], app, internal)
    if not tacit_app.is_main_process():
        sys.exit(status)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
        channel.send(line)
    except (OSError, RuntimeError, ValueError):
        pass  # the action closed its streams; its status still tells
    sys.exit(status)
