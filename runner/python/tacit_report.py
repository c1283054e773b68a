"""Tells an action's end: the traceback for people on stderr, a short form for the runner. Imported only on failure paths."""

import sys

from tacit_channel import quote

MOST_MESSAGE = 4000


def print_traceback(error, internal):
    """Prints as Python would, without the frames of the files in `internal`, in chained errors too."""
    import traceback

    try:
        shown = traceback.TracebackException(type(error), error, error.__traceback__)
        _hide(shown, internal, set())
        text = "".join(shown.format())
    except BaseException:  # a hostile __str__, or no memory left
        text = "%s\n" % type(error).__name__
    sys.stderr.write(text)


def _hide(shown, internal, seen):
    if shown is None or id(shown) in seen:
        return
    seen.add(id(shown))
    shown.stack[:] = [frame for frame in shown.stack if frame.filename not in internal]
    for inner in (shown.__cause__, shown.__context__, *(getattr(shown, "exceptions", None) or ())):
        _hide(inner, internal, seen)


def failure_line(error, filename):
    """The message `finished` for an error: type, text and the last line of the action that it passed through."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == filename else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        message = str(error)[:MOST_MESSAGE]
    except BaseException:
        message = ""
    fields = (quote(type(error).__name__[:200]), quote(message), "null" if line is None else "%d" % line)
    return '{"type":"finished","ok":false,"error":{"type":%s,"message":%s,"line":%s}}' % fields
