"""Carries every TCP connection of the sandbox to the egress gateway's Unix socket, and answers DNS.

It runs beside hostile code, with the same uid, and therefore decides nothing: it holds no secret and no policy, and the
gateway validates every byte that comes from here. Whoever takes it over has gained what he had before: that socket.
"""

import _socket
import select

from _struct import pack, unpack_from
from tacit_names import Names

SO_ORIGINAL_DST = 80  # linux/netfilter_ipv4.h
READ, WRITE, FAILED = select.EPOLLIN, select.EPOLLOUT, select.EPOLLERR | select.EPOLLHUP
CHUNK = 65536
MOST_BUFFERED = 4 * CHUNK  # per direction; beyond, the sender waits
MOST_CONNECTIONS = 256
MOST_HEAD = 4096


class End:
    """One socket of a link, with what still has to be written to it."""

    __slots__ = ("socket", "number", "pending", "finished", "closing", "shut", "other", "link", "registered")

    def __init__(self, socket, link):
        self.socket = socket
        self.number = socket.fileno()
        self.pending = bytearray()
        self.finished = False  # nothing more will be read from it
        self.closing = False  # to be shut for writing once `pending` is empty
        self.shut = False  # nothing more may be written to it
        self.link = link
        self.other = None
        self.registered = 0


class Link:
    """A client of the sandbox and its own connection to the gateway."""

    __slots__ = ("client", "gateway", "targets", "head", "closed")

    def __init__(self, client, targets):
        self.client = End(client, self)
        self.gateway = None
        self.targets = targets  # what to ask the gateway for, one after the other, until it agrees
        self.head = bytearray()  # the gateway's reply to CONNECT; None once it said 200
        self.closed = False

    def attach(self, gateway):
        """Takes a fresh connection to the gateway."""
        self.gateway = End(gateway, self)
        self.client.other, self.gateway.other = self.gateway, self.client
        self.head = bytearray()


class DnsClient:
    """A DNS client over TCP: RFC 7766's two bytes of length before each message."""

    __slots__ = ("socket", "number", "received")

    def __init__(self, socket):
        self.socket = socket
        self.number = socket.fileno()
        self.received = bytearray()


class Relay:
    def __init__(self, dns_udp, dns_tcp, proxy, gateway_path, loopback_ports):
        self.dns_udp, self.dns_tcp, self.proxy = dns_udp, dns_tcp, proxy
        self.gateway_path = gateway_path
        self.loopback_ports = frozenset(loopback_ports)
        self.names = Names()
        self.epoll = select.epoll()
        self.ends = {}  # descriptor number to End or DnsClient
        for listener in (dns_udp, dns_tcp, proxy):
            self.epoll.register(listener.fileno(), READ)

    def serve(self):
        """Runs until the sandbox ends."""
        accept = {
            self.dns_udp.fileno(): self._answer_datagram,
            self.dns_tcp.fileno(): self._accept_dns,
            self.proxy.fileno(): self._accept_client,
        }
        while True:
            for number, events in self.epoll.poll():
                handler = accept.get(number)
                if handler is not None:
                    try:
                        handler()
                    except OSError:
                        pass  # a client that is gone again, or no descriptor left: the next one may succeed
                    continue
                end = self.ends.get(number)
                if isinstance(end, DnsClient):
                    self._serve_dns(end)
                elif end is not None and not end.link.closed:
                    try:
                        self._move(end, events)
                    except OSError:
                        self._drop(end.link)

    # DNS

    def _answer_datagram(self):
        query, sender = self.dns_udp.recvfrom(4096)
        answer = self.names.answer(query)
        if answer is not None:
            self.dns_udp.sendto(answer, sender)

    def _accept_dns(self):
        client = _accept(self.dns_tcp)
        if len(self.ends) > 2 * MOST_CONNECTIONS:
            _reset(client)
            return
        self.ends[client.fileno()] = DnsClient(client)
        self.epoll.register(client.fileno(), READ)

    def _serve_dns(self, client):
        try:
            data = client.socket.recv(4096)
            client.received += data
            while len(client.received) >= 2:
                length = unpack_from(">H", client.received)[0]
                if len(client.received) < 2 + length:
                    break
                answer = self.names.answer(bytes(client.received[2 : 2 + length]))
                del client.received[: 2 + length]
                if answer is None:
                    data = b""
                    break
                client.socket.send(pack(">H", len(answer)) + answer)
        except OSError:
            data = b""
        if not data:
            self._forget(client)
            client.socket.close()

    # TCP

    def _accept_client(self):
        client = _accept(self.proxy)
        targets = self._targets_of(client)
        if not targets or len(self.ends) > 2 * MOST_CONNECTIONS:
            _reset(client)
            return
        link = Link(client, targets)
        self.ends[link.client.number] = link.client
        self._ask_gateway(link)

    def _ask_gateway(self, link):
        """Opens a connection to the gateway for the link's next target. The client is not read before it agreed."""
        target = link.targets.pop(0)
        gateway = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        link.attach(gateway)
        try:
            gateway.setblocking(False)
            gateway.connect(self.gateway_path)
            gateway.send(("CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (target, target)).encode("ascii"))
        except OSError:
            self._drop(link)
            return
        self.ends[link.gateway.number] = link.gateway
        self._watch(link.gateway)

    def _targets_of(self, client):
        """What the client dialled before it was redirected, as host:port; empty when it is nobody's."""
        try:
            original = client.getsockopt(_socket.SOL_IP, SO_ORIGINAL_DST, 16)
        except OSError:
            return []  # dialled the relay's own port: nothing was redirected
        port = unpack_from(">H", original, 2)[0]
        address = original[4:8]
        if address[0] == 127:
            # Both names lead here, and the operator may have listed either; the gateway knows which.
            hosts = ("127.0.0.1", "localhost") if port in self.loopback_ports else ()
        else:
            host = self.names.host_of(address)
            hosts = () if host is None else (host,)
        return ["%s:%d" % (host, port) for host in hosts]

    def _move(self, end, events):
        link = end.link
        if end.pending and events & (WRITE | FAILED):
            self._flush(end)
        # An end that is paused (its other side is full) is not read: what waits in it is not lost.
        if events & (READ | FAILED) and self._wants(end) & READ:
            self._read(end)
        if link.closed:
            return
        if all(side.finished and not side.other.pending for side in (link.client, link.gateway)):
            self._close(link)
            return
        for side in (link.client, link.gateway):
            self._watch(side)

    def _read(self, end):
        link, other = end.link, end.other
        try:
            data = end.socket.recv(CHUNK)
        except BlockingIOError:
            return  # an event that belonged to an earlier socket of this number
        if link.head is not None and end is link.gateway:
            link.head += data
            data = self._after_head(link, bool(data))
            if data is None or not data:
                return
        if not data:
            end.finished = True
            other.closing = True
        elif not other.shut:
            other.pending += data
        self._flush(other)

    def _after_head(self, link, alive):
        """What follows the gateway's reply; None while it is incomplete, or when it refused (the client is reset)."""
        head, separator, rest = link.head.partition(b"\r\n\r\n")
        if not separator:
            if not alive or len(link.head) > MOST_HEAD:
                self._drop(link)
            return None
        if head.split(b"\r\n")[0].split(b" ")[:2] != [b"HTTP/1.1", b"200"]:
            if link.targets:
                self._forget(link.gateway)
                link.gateway.socket.close()
                self._ask_gateway(link)
            else:
                self._drop(link)
            return None
        link.head = None
        return bytes(rest)

    def _flush(self, end):
        if end.pending and not end.shut:
            try:
                sent = end.socket.send(end.pending)
                del end.pending[:sent]
            except BlockingIOError:
                return
            except OSError:
                # It takes nothing more; what it sent itself may still be read.
                end.pending.clear()
                end.shut = True
                end.other.finished = True
        if end.closing and not end.pending and not end.shut:
            end.shut = True
            try:
                end.socket.shutdown(_socket.SHUT_WR)
            except OSError:
                pass

    def _wants(self, end):
        wanted = WRITE if end.pending else 0
        waiting = end.link.head is not None and end is end.link.client
        if not end.finished and not waiting and len(end.other.pending) < MOST_BUFFERED:
            wanted |= READ
        return wanted

    def _watch(self, end):
        """Tells epoll what to report. Unregistered when nothing: a hang-up would otherwise be reported for ever."""
        wanted = self._wants(end)
        if wanted == end.registered:
            return
        if not wanted:
            self.epoll.unregister(end.number)
        elif end.registered:
            self.epoll.modify(end.number, wanted)
        else:
            self.epoll.register(end.number, wanted)
        end.registered = wanted

    def _forget(self, end):
        self.ends.pop(end.number, None)
        try:
            self.epoll.unregister(end.number)
        except OSError:
            pass

    def _close(self, link):
        link.closed = True
        for end in (link.client, link.gateway):
            self._forget(end)
            end.socket.close()

    def _drop(self, link):
        """The client learns of a refusal or a failure by a reset, never by a silent end."""
        link.closed = True
        for end in (link.client, link.gateway):
            self._forget(end)
        _reset(link.client.socket)
        link.gateway.socket.close()


def _accept(listener):
    number, _ = listener._accept()
    client = _socket.socket(fileno=number)
    client.setblocking(False)
    return client


def _reset(client):
    """Closes with RST: SO_LINGER with a time of zero."""
    try:
        client.setsockopt(_socket.SOL_SOCKET, _socket.SO_LINGER, pack("=ii", 1, 0))
    except OSError:
        pass
    client.close()
