"""Builds the network of one sandbox: everything that leaves, leaves through the relay.

The network namespace is fresh, with nothing but `lo` (which bubblewrap brought up). In the terms of ip and nft:

    ip addr add 198.19.255.254/32 dev lo
    ip route add default dev lo src 198.19.255.254      (without the source, TCP connects and then hangs)
    nft: table ip tacit { chain output { type nat hook output priority -100;
        udp dport 53 redirect to :5353
        tcp dport 53 redirect to :5353
        ip daddr 127.0.0.1 tcp dport <each allowed loopback port> redirect to :3128
        meta l4proto tcp ip daddr != 127.0.0.0/8 redirect to :3128 } }

Spoken straight to the kernel over netlink (linux/rtnetlink.h, linux/netfilter/nf_tables.h): starting ip and nft
would cost more CPU than the whole rest of the set-up. There is no route for IPv6, and UDP other than DNS finds nobody.
"""

import _socket
import os

from _struct import pack, unpack_from
from tacit_privileges import SetupError

GATEWAY_ADDRESS = bytes((198, 19, 255, 254))
DNS_PORT = 5353
PROXY_PORT = 3128

AF_NETLINK, NETLINK_ROUTE, NETLINK_NETFILTER = 16, 0, 12
REQUEST, ACK, CREATE, EXCLUSIVE, APPEND = 1, 4, 0x400, 0x200, 0x800
NLMSG_ERROR = 2
NESTED = 0x8000


def _attribute(kind, data):
    """One netlink attribute: length, type, data, padded to four bytes."""
    length = 4 + len(data)
    return pack("=HH", length, kind) + data + bytes(-length % 4)


def _nested(kind, *parts):
    return _attribute(kind | NESTED, b"".join(parts))


def _message(kind, flags, sequence, body):
    return pack("=IHHII", 16 + len(body), kind, flags, sequence, 0) + body


def _converse(protocol, messages, expected):
    """Sends one batch and reads `expected` acknowledgements; any error of the kernel fails the set-up."""
    channel = _socket.socket(AF_NETLINK, _socket.SOCK_RAW, protocol)
    try:
        channel.settimeout(10)
        channel.bind((0, 0))
        channel.send(b"".join(messages))
        seen = 0
        while seen < expected:
            data = channel.recv(65536)
            offset = 0
            while offset + 16 <= len(data):
                length, kind, _, sequence, _ = unpack_from("=IHHII", data, offset)
                if kind == NLMSG_ERROR:
                    code = -unpack_from("=i", data, offset + 16)[0]
                    if code:
                        text = "netlink protocol %d refused message %d: %s"
                        raise SetupError(text % (protocol, sequence, os.strerror(code)))
                    seen += 1
                offset += (length + 3) & ~3 or 16
    finally:
        channel.close()


def _set_routes():
    loopback = _socket.if_nametoindex("lo")
    # ifaddrmsg: family, prefix length, flags, scope (universe), index; IFA_LOCAL 2, IFA_ADDRESS 1
    address = pack("=BBBBI", _socket.AF_INET, 32, 0, 0, loopback)
    address += _attribute(2, GATEWAY_ADDRESS) + _attribute(1, GATEWAY_ADDRESS)
    # rtmsg: family, dst_len, src_len, tos, table main, protocol boot, scope link, type unicast, flags
    # RTA_OIF 4, RTA_PREFSRC 7
    route = pack("=BBBBBBBBI", _socket.AF_INET, 0, 0, 0, 254, 3, 253, 1, 0)
    route += _attribute(4, pack("=I", loopback)) + _attribute(7, GATEWAY_ADDRESS)
    flags = REQUEST | ACK | CREATE | EXCLUSIVE
    _converse(NETLINK_ROUTE, [_message(20, flags, 1, address), _message(24, flags, 2, route)], 2)


# Expressions of nf_tables. Numbers are big-endian there; register 1 is the only one needed.
_REGISTER = pack(">I", 1)


def _expression(name, *attributes):
    return _nested(1, _attribute(1, name + b"\0"), _nested(2, *attributes))


def _protocol_is(number):
    """meta l4proto <number>"""
    meta = _expression(b"meta", _attribute(1, _REGISTER), _attribute(2, pack(">I", 16)))
    return meta + _compare(0, bytes((number,)))


def _compare(operator, value):
    """cmp: 0 equal, 1 not equal"""
    data = _nested(3, _attribute(1, value))
    return _expression(b"cmp", _attribute(1, _REGISTER), _attribute(2, pack(">I", operator)), data)


def _payload(base, offset, length):
    """Loads header bytes: base 1 is the network header, 2 the transport header."""
    numbers = (_attribute(kind, pack(">I", value)) for kind, value in ((2, base), (3, offset), (4, length)))
    return _expression(b"payload", _attribute(1, _REGISTER), *numbers)


def _port_is(port):
    return _payload(2, 2, 2) + _compare(0, pack(">H", port))


def _destination_is(address):
    return _payload(1, 16, 4) + _compare(0, address)


def _destination_is_not_loopback():
    """ip daddr & 255.0.0.0 != 127.0.0.0"""
    mask = _nested(4, _attribute(1, bytes((255, 0, 0, 0))))
    xor = _nested(5, _attribute(1, bytes(4)))
    registers = _attribute(1, _REGISTER) + _attribute(2, _REGISTER) + _attribute(3, pack(">I", 4))
    return _payload(1, 16, 4) + _expression(b"bitwise", registers, mask, xor) + _compare(1, bytes((127, 0, 0, 0)))


def _redirect_to(port):
    value = _nested(2, _attribute(1, pack(">H", port)))
    return _expression(b"immediate", _attribute(1, _REGISTER), value) + _expression(b"redir", _attribute(1, _REGISTER))


def _set_redirects(loopback_ports):
    tcp, udp = _protocol_is(6), _protocol_is(17)
    rules = [udp + _port_is(53) + _redirect_to(DNS_PORT), tcp + _port_is(53) + _redirect_to(DNS_PORT)]
    for port in loopback_ports:
        rules.append(tcp + _destination_is(bytes((127, 0, 0, 1))) + _port_is(port) + _redirect_to(PROXY_PORT))
    rules.append(tcp + _destination_is_not_loopback() + _redirect_to(PROXY_PORT))

    table, chain = b"tacit\0", b"output\0"
    hook = _nested(4, _attribute(1, pack(">I", 3)), _attribute(2, pack(">i", -100)))  # local output, priority -100
    family = pack("=BBH", _socket.AF_INET, 0, 0)
    nf_tables = 10 << 8
    bodies = [
        (0, CREATE, _attribute(1, table)),
        (3, CREATE, _attribute(1, table) + _attribute(3, chain) + hook + _attribute(7, b"nat\0")),
    ]
    bodies += [(6, CREATE | APPEND, _attribute(1, table) + _attribute(2, chain) + _nested(4, rule)) for rule in rules]
    border = pack("=BB", 0, 0) + pack(">H", 10)
    messages = [_message(16, REQUEST, 0, border)]
    for number, (kind, flags, body) in enumerate(bodies, 1):
        messages.append(_message(nf_tables | kind, REQUEST | ACK | flags, number, family + body))
    messages.append(_message(17, REQUEST, len(bodies) + 1, border))
    _converse(NETLINK_NETFILTER, messages, len(bodies))


def build_network(loopback_ports):
    """Address, route and redirects. Needs CAP_NET_ADMIN in this network namespace. Raises SetupError."""
    try:
        _set_routes()
        _set_redirects(loopback_ports)
    except OSError as error:
        raise SetupError("the network could not be set up: %s" % error) from None


def open_listeners():
    """The relay's three sockets, on the address that `redirect` sends to: (dns udp, dns tcp, proxy tcp)."""
    listeners = []
    for kind, port in ((_socket.SOCK_DGRAM, DNS_PORT), (_socket.SOCK_STREAM, DNS_PORT), (_socket.SOCK_STREAM, PROXY_PORT)):
        listener = _socket.socket(_socket.AF_INET, kind)
        listener.bind(("127.0.0.1", port))
        if kind == _socket.SOCK_STREAM:
            listener.listen(128)
        listener.setblocking(False)
        listeners.append(listener)
    return listeners
