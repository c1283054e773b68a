"""`app`, as an action sees it: secrets on demand, the run, and the result."""

import os
import sys
from binascii import a2b_base64
from time import monotonic

from tacit_channel import MOST_LINE, quote

_SimpleNamespace = type(sys.implementation)

# For how long a value that was given out is not asked for again, in seconds. A secret that is deleted is refused from the next use
# on, so each use has to ask; but a loop over thousands of things must not ask thousands of times a second.
_FRESH = 1.0


class SecretNotFound(AttributeError):
    """No such secret in this workspace, or it was deleted. An AttributeError, so that hasattr() says no."""

    __module__ = "app"


class SecretNotAllowed(Exception):
    """The secret exists and this action may not read it, or the runner refused. Never hidden by a default."""

    __module__ = "app"


class Secrets:
    """`app.secrets.NAME` is the value, byte for byte as it was saved, asked for when it is first used."""

    __slots__ = ("_read", "_names")

    def __init__(self, channel):
        values = {}

        def read(name):
            value, until = values.get(name, (None, 0.0))
            if monotonic() >= until:
                values.pop(name, None)
                answer = channel.ask("secret", ',"name":' + quote(name))
                if answer.get("ok") is not True:
                    missing = answer.get("error") in ("not_found", "deleted")
                    raise (SecretNotFound if missing else SecretNotAllowed)(str(answer.get("message")))
                asked = a2b_base64(answer["value"]).decode("utf-8")
                value = value if value == asked else asked  # one object for one value
                values[name] = (value, monotonic() + _FRESH)
            return value

        object.__setattr__(self, "_read", read)
        object.__setattr__(self, "_names", lambda: channel.ask("names").get("names", []))

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # Python's own questions (copy, pickle, repr) are no requests for a secret
        return self._read(name)

    def __setattr__(self, name, value):
        raise AttributeError("app.secrets can't be changed by an action. Secrets are changed in the workspace.")

    __delattr__ = lambda self, name: self.__setattr__(name, None)  # noqa: E731

    def get(self, name, default=None):
        """The value; `default` when there is no such secret or it was deleted, and only then."""
        if not isinstance(name, str):
            raise TypeError("the name of a secret is a str")
        try:
            return self._read(name)
        except SecretNotFound:
            return default

    def __dir__(self):
        return [str(name) for name in self._names()]

    def __repr__(self):
        return "<app.secrets>"


class App:
    """The object `app`. It is also what `import app` gives."""

    SecretNotFound = SecretNotFound
    SecretNotAllowed = SecretNotAllowed

    def __init__(self, channel, run):
        self._channel = channel
        self.secrets = Secrets(channel)
        self.run = _SimpleNamespace(**{key: run.get(key) for key in ("id", "action", "workspace")})

    def result(self, value):
        """Sets the run's result: anything that JSON can say. The last call counts."""
        import json

        try:
            text = json.dumps(value, allow_nan=False)
        except ValueError as error:  # NaN, or a circle
            raise TypeError("app.result(): %s" % error) from None
        line = '{"type":"result","json":%s}' % quote(text)
        if len(line) >= MOST_LINE:
            raise ValueError("app.result(): the result is larger than 1 MiB")
        self._channel.send(line)

    def __repr__(self):
        return "<app>"


def install(app):
    """Makes `import app` and `from tacit import app` work."""
    sys.modules["app"] = app
    tacit = type(sys)("tacit", "What an action may use of Tacit: `from tacit import app`.")
    tacit.app = app
    sys.modules["tacit"] = tacit


def is_main_process(process=os.getpid()):
    """False in whatever the action forked: only the first process reports the end of the run."""
    return os.getpid() == process
