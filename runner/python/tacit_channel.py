"""The one pipe between an action and its runner: a line of JSON each way, on descriptor 3.

Nothing is believed because it came from here: the runner validates every line, and answers only what the run may know.
Threads and forks of an action may ask at the same time. A lock keeps the threads of a process apart, a POSIX record lock
on the pipe itself keeps processes apart (it is let go by the kernel when its holder dies), and ids that no two processes
share tell a dead process's late answer from one's own.
"""

import _thread
import fcntl
import os

from _json import encode_basestring_ascii as quote
from _json import make_scanner

DESCRIPTOR = 3
MOST_LINE = 1024 * 1024
GONE = "The connection to Tacit is closed."


class _Context:
    """What the C scanner of `json` reads its settings from; importing `json` itself costs 6 ms of CPU."""

    strict = True
    object_hook = object_pairs_hook = None
    parse_float, parse_int, parse_constant = float, int, float
    memo = {}


class Channel:
    def __init__(self):
        self._parse = make_scanner(_Context())
        self._buffer = b""
        self._count = 0
        self._renew_lock()
        os.register_at_fork(after_in_child=self._after_fork)

    def _renew_lock(self):
        self._lock = _thread.allocate_lock()

    def _after_fork(self):
        # Another thread of the parent may have held the lock, or have been in the middle of a line.
        self._renew_lock()
        self._buffer = b""

    def read_line(self):
        """The next message, parsed. Raises RuntimeError when the runner is gone. Unreadable lines are skipped."""
        while True:
            line, separator, rest = self._buffer.partition(b"\n")
            if separator:
                self._buffer = rest
                try:
                    return self._parse(line.decode("utf-8"), 0)[0]
                except (ValueError, StopIteration):
                    continue  # the tail of an answer whose asker died in the middle of it
            data = os.read(DESCRIPTOR, 65536)
            if not data:
                raise RuntimeError(GONE)
            self._buffer += data

    def _write(self, line):
        data = memoryview(line.encode("ascii") + b"\n")
        while data:
            data = data[os.write(DESCRIPTOR, data) :]

    def _locked(self, work):
        try:
            with self._lock:
                fcntl.lockf(DESCRIPTOR, fcntl.LOCK_EX)
                try:
                    return work()
                finally:
                    fcntl.lockf(DESCRIPTOR, fcntl.LOCK_UN)
        except OSError:
            raise RuntimeError(GONE) from None

    def send(self, line):
        """Sends one message that is already JSON."""
        self._locked(lambda: self._write(line))

    def ask(self, kind, extra=""):
        """Sends a request and waits for its own answer. `extra` is JSON text that begins with a comma, or empty."""

        def exchange():
            self._count += 1
            identifier = os.getpid() * 1_000_000 + self._count
            self._write('{"type":"%s","id":%d%s}' % (kind, identifier, extra))
            while True:
                answer = self.read_line()
                if isinstance(answer, dict) and answer.get("id") == identifier:
                    return answer

        return self._locked(exchange)
