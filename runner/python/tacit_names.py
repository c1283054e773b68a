"""Answers DNS inside the sandbox with made-up addresses, so that the gateway dials by host name.

RFC 1035. A gets an address of 198.18.0.0/15 (RFC 2544, never on the Internet), remembered with its name; every other
type gets an empty NOERROR, so that no resolver tries again. No question ever leaves the sandbox.
"""

from _struct import pack, unpack_from

FIRST = (198 << 24) | (18 << 16) | 1
MOST_NAMES = 4096  # far below the 131,000 of the range: bounds memory
TYPE_A, CLASS_IN = 1, 1
FORMAT_ERROR, SERVER_FAILURE, NO_SUCH_NAME, NOT_IMPLEMENTED = 1, 2, 3, 4
_ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


class Names:
    """The table of one sandbox: name to made-up address and back."""

    def __init__(self):
        self._by_name = {}
        self._by_address = {}

    def address_of(self, name):
        """Four bytes for a name, always the same for the same name; None when the table is full."""
        if name == "localhost":
            return bytes((127, 0, 0, 1))
        address = self._by_name.get(name)
        if address is None:
            if len(self._by_name) >= MOST_NAMES:
                return None
            address = pack(">I", FIRST + len(self._by_name))
            self._by_name[name] = address
            self._by_address[address] = name
        return address

    def host_of(self, address):
        """What to ask the gateway for: the name behind a made-up address, else the address as text, else None."""
        if address[0] == 198 and address[1] in (18, 19):
            return self._by_address.get(address)
        return "%d.%d.%d.%d" % tuple(address)

    def answer(self, query):
        """The answer's bytes for one query's bytes, or None when nothing sensible can be said."""
        if len(query) < 12:
            return None
        identifier, flags, questions = unpack_from(">HHH", query)
        if flags & 0x8000:
            return None  # an answer, not a question
        opcode, recursion = flags & 0x7800, flags & 0x0100

        def reply(code, question=b"", answer=b""):
            head = pack(">HHHHHH", identifier, 0x8080 | opcode | recursion | code, bool(question), bool(answer), 0, 0)
            return head + question + answer

        if opcode:
            return reply(NOT_IMPLEMENTED)
        if questions != 1:
            return reply(FORMAT_ERROR)
        name, end = _read_name(query, 12)
        if name is None or end + 4 > len(query):
            return reply(FORMAT_ERROR)
        question = query[12 : end + 4]
        kind, family = unpack_from(">HH", query, end)
        if not _is_host_name(name):
            return reply(NO_SUCH_NAME, question)
        if kind != TYPE_A or family != CLASS_IN:
            return reply(0, question)
        address = self.address_of(name)
        if address is None:
            return reply(SERVER_FAILURE, question)
        # A pointer to the question's name, A, IN, an hour, four bytes.
        return reply(0, question, pack(">HHHIH", 0xC00C, TYPE_A, CLASS_IN, 3600, 4) + address)


def _read_name(query, offset):
    """The name at `offset`, in lower case without the last dot, and where it ends. Questions are not compressed."""
    labels = []
    while offset < len(query):
        length = query[offset]
        offset += 1
        if length == 0:
            return ".".join(labels), offset
        if length > 63 or offset + length > len(query) or len(labels) > 127:
            break
        labels.append(query[offset : offset + length].decode("latin-1").lower())
        offset += length
    return None, offset


def _is_host_name(name):
    """Letters, digits, hyphen and underscore in labels; not an address in disguise (a last label of digits)."""
    if not 0 < len(name) <= 253:
        return False
    labels = name.split(".")
    return not labels[-1].isdigit() and all(label and _ALLOWED.issuperset(label) for label in labels)
