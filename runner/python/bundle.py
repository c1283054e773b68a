"""Compiles the modules of this folder into one stream, so that a sandbox reads one descriptor and compiles nothing.

Run by the runner once, with the very interpreter that sandboxes use: `python3 -I -S bundle.py FOLDER > BUNDLE`.
The stream is marshal data: a list of (module name, code), in the order in which they import each other.
"""

import marshal
import sys

MODULES = (
    "tacit_privileges",
    "tacit_network",
    "tacit_names",
    "tacit_relay",
    "tacit_channel",
    "tacit_report",
    "tacit_app",
    "tacit_main",
)

modules = []
for name in MODULES:
    with open("%s/%s.py" % (sys.argv[1], name), encoding="utf-8") as file:
        modules.append((name, compile(file.read(), "<%s>" % name, "exec", dont_inherit=True)))
sys.stdout.buffer.write(marshal.dumps(modules))
