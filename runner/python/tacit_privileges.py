"""Guards: hostile code never runs with a capability, and never outside the limits of its run.

bubblewrap hands over a process that holds CAP_NET_ADMIN and CAP_SETPCAP inside fresh namespaces. They are
needed for the network's set-up and nothing else. `drop_capabilities` gives them up, in every set, for good;
`assert_unprivileged` reads back what the kernel says and is the authority, whatever the calls before returned.
"""

import _ctypes
import os
import resource

# linux/prctl.h and linux/capability.h
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAPABILITY_VERSION_3 = 0x20080522
SECCOMP_MODE_FILTER = "2"


class SetupError(Exception):
    """The sandbox could not be made: its text reaches the runner, and no action starts."""


def _library_call(name, *arguments):
    """Calls a C function with ints and bytes. `_ctypes` alone, because importing `ctypes` costs 3 ms of CPU."""
    function = _ctypes.dlsym(_ctypes.dlopen(None, 0), name)
    return _ctypes.call_function(function, arguments)


def set_limits(processes, file_bytes):
    """Sets soft and hard limits alike, which an unprivileged process can only lower.

    Not RLIMIT_AS: interpreters and runtimes reserve address space that they never touch; memory is bounded outside.
    """
    for kind, value in (
        (resource.RLIMIT_NPROC, processes),
        (resource.RLIMIT_NOFILE, 1024),
        (resource.RLIMIT_FSIZE, file_bytes),
        # 1, not 0: core(5) ignores the limit for dumps that go to a program of the host, which would then keep an
        # action's memory on disk; but the kernel never dumps a process whose limit is exactly 1.
        (resource.RLIMIT_CORE, 1),
        (resource.RLIMIT_MEMLOCK, 64 * 1024),
        # POSIX message queues live in kernel memory that no tmpfs bounds.
        (getattr(resource, "RLIMIT_MSGQUEUE", 12), 0),
    ):
        resource.setrlimit(kind, (value, value))


def yield_to_host():
    """What an action computes makes no page wait, and a host out of memory takes the action first. Inherited by forks."""
    os.nice(10)
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("500")


def drop_capabilities():
    """Empties the bounding, ambient, inheritable, permitted and effective sets, in the order that each permits."""
    with open("/proc/sys/kernel/cap_last_cap", "rb") as file:
        last = int(file.read())
    for capability in range(last + 1):  # needs CAP_SETPCAP, so it comes first
        if _library_call("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            raise SetupError("the bounding set could not be emptied")
    _library_call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = CAPABILITY_VERSION_3.to_bytes(4, "little") + (0).to_bytes(4, "little")
    if _library_call("capset", header, bytes(24)) != 0:
        raise SetupError("the capabilities could not be dropped")


def assert_unprivileged():
    """Raises unless the kernel reports: no capability in any set, no-new-privileges, a seccomp filter."""
    status = {}
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            key, _, value = line.partition(":")
            status[key] = value.strip()
    for kind in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        if int(status[kind], 16) != 0:
            raise SetupError("the sandbox kept a capability (%s %s)" % (kind, status[kind]))
    if status["NoNewPrivs"] != "1":
        raise SetupError("the sandbox could gain privileges")
    if status["Seccomp"] != SECCOMP_MODE_FILTER:
        raise SetupError("the sandbox has no system call filter")


def hide_from_neighbours():
    """Makes this process's memory and descriptors unreadable for others of the same uid (the relay's use)."""
    _library_call("prctl", PR_SET_DUMPABLE, 0, 0, 0, 0)


def close_descriptors(first, keep):
    """Closes every descriptor from `first` on that is not in `keep`: nothing of the launcher's may stay open."""
    for name in os.listdir("/proc/self/fd"):
        number = int(name)
        if number >= first and number not in keep:
            try:
                os.close(number)
            except OSError:
                pass  # the listing's own descriptor, closed meanwhile
