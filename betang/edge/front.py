"""The front: answers kept pages and static files itself, and takes everything else to the renderers.

One thread waits on all connections and answers what is in memory and known to be valid: a dictionary look-up and one `send`.
Whatever may have to wait (a file, the database, a renderer, an upload) goes to a pool of threads and comes back with bytes.
So a slow page never stands before a fast one, and an idle connection costs a few hundred bytes. It imports no Django.

`python -m betang.edge.front` reads its settings from `BETANG_…`; `betang run` starts it. Why it is our own and what it measured:
`docs/adr/0009-page-cache.md`.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import mimetypes
import os
import queue
import select
import signal
import socket
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from betang.edge import http1, plain
from betang.edge.generations import Asker, Down
from betang.edge.http1 import Refused, Request
from betang.edge.pages import ALWAYS, NEVER, Entry, Pages
from betang.edge.stamps import BEGUN, DONE, Stamps
from betang.edge.store import COMPRESSIBLE, Direct, Page, Store, compressed

THREADS = 32
BODY_IN_MEMORY_BYTES = 256 * 1024
LARGEST_BODY_BYTES = 220 * 1024 * 1024
LARGE_BODIES_AT_ONCE = 8
WHOLE_ANSWER_BYTES = 1024 * 1024
LARGEST_PAGE_BYTES = 2 * 1024 * 1024
CLIENT_SILENCE_S = 30.0
HEAD_SILENCE_S = 15.0
IDLE_S = 75.0
DRAIN_S = 2.0
RENDERER_SILENCE_S = 60.0
FLIGHT_S = 10.0

HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade".split()
)
"""RFC 9110 §7.6.1."""
TOLD_BY_PROXIES = frozenset(
    b"forwarded x-forwarded-for x-forwarded-proto x-forwarded-host x-forwarded-port x-real-ip x-request-id host content-length expect "
    b"accept-encoding".split()
)
REASONS = {code: reason.encode() for code, reason in http.client.responses.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the front is told. `renderer` is a socket's path or `host:port`."""

    home: Path
    renderer: str
    build: str
    binds: tuple[str, ...] = ("127.0.0.1", "::1")
    port: int = 8000
    database_url: str = ""
    scheme: str = "http"
    trusted: frozenset[str] = field(default_factory=frozenset)
    static_root: Path | None = None
    static_prefix: bytes = b"/-/s/"
    memory_bytes: int = 64 * 1024 * 1024
    disk_bytes: int = 2 * 1024 * 1024 * 1024
    asks_always: bool = False
    lays_direct: bool = False

    @classmethod
    def from_environment(cls) -> Settings:
        def env(name: str, default: str = "") -> str:
            return os.environ.get(f"BETANG_{name}") or default

        home = Path(env("HOME", str(Path(__file__).resolve().parents[2] / "var"))).resolve()
        return cls(
            home=home,
            renderer=env("RENDERER", str(home / "edge" / "renderer.sock")),
            build=env("BUILD", "0"),
            binds=tuple(env("BIND", "127.0.0.1,::1").split(",")),
            port=int(env("PORT", "8000")),
            database_url=env("DATABASE_URL"),
            scheme=env("SCHEME", "http"),
            trusted=frozenset(filter(None, env("TRUSTED_PROXIES").split(","))),
            static_root=home / "static",
            memory_bytes=int(env("PAGE_MEMORY_MB", "64")) * 1024 * 1024,
            disk_bytes=int(env("PAGE_DISK_MB", "2048")) * 1024 * 1024,
            asks_always=env("PAGE_CHECK", "shared") == "always",
            lays_direct=env("PAGES_DIRECT") == "1",
        )


class Gone(Exception):
    """The client is no longer there, or does not take what it asked for."""


class RendererAway(Exception):
    """No renderer answers, or not in time."""


class Connection:
    """One client."""

    __slots__ = ("buffer", "closing", "draining", "fd", "need", "out", "peer", "request", "seen", "socket")

    def __init__(self, sock: socket.socket, peer: str, now: float) -> None:
        self.socket = sock
        self.fd = sock.fileno()
        self.peer = peer
        self.buffer = b""
        self.request: Request | None = None
        self.need = 0
        self.out: memoryview | None = None
        self.closing = False
        self.draining = False
        self.seen = now


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=RENDERER_SILENCE_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Renderers:
    """Connections to the renderers, kept open between requests."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._free: deque[http.client.HTTPConnection] = deque(maxlen=THREADS)

    def _new(self) -> http.client.HTTPConnection:
        if self._address.startswith("/"):
            return _UnixConnection(self._address)
        host, _, port = self._address.rpartition(":")
        return http.client.HTTPConnection(host, int(port), timeout=RENDERER_SILENCE_S)

    def give_back(self, connection: http.client.HTTPConnection) -> None:
        self._free.append(connection)

    def ask(
        self, method: str, target: str, headers: list[http1.Header], body: Callable[[http.client.HTTPConnection], None] | None
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """Send one request; raises `RendererAway`. Only what may be repeated goes over a connection that was used before."""
        while True:
            used = None
            if body is None and method in ("GET", "HEAD"):
                with contextlib.suppress(IndexError):
                    used = self._free.pop()
            connection = used or self._new()
            try:
                connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
                for name, value in headers:
                    connection.putheader(name.decode("ascii"), value)
                connection.endheaders()
                if body is not None:
                    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may have answered before it read all
                        body(connection)
                return connection, connection.getresponse()
            except Gone:
                connection.close()
                raise
            except TimeoutError as error:
                connection.close()
                raise RendererAway from error
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if used is None:
                    raise RendererAway from error


class Front:
    """The whole of it. `run` returns when told to stop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.stamps = Stamps(settings.home / "edge")
        self.counters = self.stamps.counters
        self.asker = Asker(settings.home, settings.database_url)
        self.store = Store(settings.home / "pages", settings.disk_bytes)
        self.direct = Direct(settings.home / "pages")
        self.pages = Pages(settings.memory_bytes)
        self.static: dict[bytes, Entry] = {}
        self._static_paths: dict[bytes, Path] = {}
        self._static_seen = 0.0
        self._static_lock = threading.Lock()
        self.renderers = Renderers(settings.renderer)
        self.known: dict[tuple[str, ...], tuple[int, tuple[int, ...]]] = {}
        self.floors: dict[str, int] = {}
        self.flights: dict[bytes, threading.Event] = {}
        self._flight_lock = threading.Lock()
        self.never_kept: dict[bytes, None] = {}
        self.large = threading.Semaphore(LARGE_BODIES_AT_ONCE)
        self.work: queue.SimpleQueue[Connection | None] = queue.SimpleQueue()
        self.done: deque[tuple[Connection, bytes]] = deque()
        self.connections: dict[int, Connection] = {}
        self.busy = 0
        self.stopping = False
        self.epoll = select.epoll()
        self._bell_in, self._bell = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._start = b""
        self._start_unchanged = b""
        self._second = 0
        self._repaired = 0.0
        self._tick()

    # The loop: one thread, nothing in it waits -------------------------------------------------------------------------------

    def listen(self) -> list[socket.socket]:
        """Sockets on every address of the settings; raises `OSError` where one is taken."""
        found: list[socket.socket] = []
        for bind in self.settings.binds:
            family = socket.AF_INET6 if ":" in bind else socket.AF_INET
            try:
                sock = socket.socket(family, socket.SOCK_STREAM)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                sock.bind((bind, self.settings.port))
            except OSError as error:
                if family == socket.AF_INET6 and found and error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
                    continue  # a machine without IPv6
                raise
            sock.listen(2048)
            sock.setblocking(False)
            found.append(sock)
        return found

    def run(self) -> None:
        sys.setswitchinterval(0.001)
        self._look_at_static()
        listeners = {sock.fileno(): sock for sock in self.listen()}
        for fd in (*listeners, self._bell_in):
            self.epoll.register(fd, select.EPOLLIN)
        for number in range(THREADS):
            threading.Thread(target=self._serve, name=f"serve-{number}", daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: self.stop())
        signal.signal(signal.SIGINT, lambda *_: self.stop())
        connections = self.connections
        poll = self.epoll.poll
        swept = time.monotonic()
        until = 0.0
        while True:
            for fd, event in poll(1.0):
                connection = connections.get(fd)
                if connection is not None:
                    if event & select.EPOLLOUT:
                        self._flush(connection)
                    elif event & select.EPOLLIN:
                        self._read(connection)
                    else:
                        self._close(connection)
                elif fd == self._bell_in:
                    self._take_back()
                elif fd in listeners:
                    self._accept(listeners[fd])
            now = time.monotonic()
            if time.time() >= self._second + 1:
                self._tick()
            if now - swept > 5:
                swept = now
                self._sweep(now)
            if self.stopping:
                if listeners:
                    for fd, sock in listeners.items():
                        self.epoll.unregister(fd)
                        sock.close()
                    listeners.clear()
                    until = now + 3
                if self.busy == 0 or now > until:
                    return

    def stop(self) -> None:
        """Take no new connection, finish what is under way (three seconds at most), return from `run`."""
        self.stopping = True
        with contextlib.suppress(OSError):
            os.write(self._bell, b".")

    def _tick(self) -> None:
        now = time.time()
        self._second = int(now)
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(now)).encode()
        self._start = b"HTTP/1.1 200 OK\r\nDate: " + date + b"\r\n"
        self._start_unchanged = b"HTTP/1.1 304 Not Modified\r\nDate: " + date + b"\r\n"

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(64):
            try:
                sock, peer = listener.accept()
            except BlockingIOError:
                return
            except OSError:  # no file descriptor left: the idle ones go
                self._sweep(time.monotonic(), idle_s=1.0)
                return
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections[sock.fileno()] = Connection(sock, peer[0], time.monotonic())
            self.epoll.register(sock.fileno(), select.EPOLLIN)

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.socket.recv(65536)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._close(connection)
            return
        if connection.draining:
            return
        connection.buffer = connection.buffer + data if connection.buffer else data
        self._go_on(connection)

    def _go_on(self, connection: Connection) -> None:
        """Answer the requests that stand complete in the buffer, until one has to wait."""
        while True:
            buffer = connection.buffer
            if connection.request is not None:  # its body is still coming in
                if len(buffer) >= connection.need:
                    self._hand_over(connection)
                return
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(buffer) > http1.MAX_HEAD_BYTES:
                    self._refuse(connection, 431)
                else:
                    connection.seen = time.monotonic()
                return
            try:
                if end > http1.MAX_HEAD_BYTES:
                    raise Refused(431)
                request = http1.read_head(buffer[:end])
                connection.buffer = buffer[end + 4 :]
                if not request.length:
                    answer = self._from_memory(request)
                    if answer is not None:
                        if request.close:
                            connection.closing = True
                        self._send(connection, answer)
                        if connection.out is not None or connection.closing or not connection.buffer:
                            return
                        continue
                http1.check(request)
                if request.length > LARGEST_BODY_BYTES:
                    raise Refused(413)
            except Refused as refused:
                self._refuse(connection, refused.status)
                return
            connection.request = request
            connection.need = request.length if request.length <= BODY_IN_MEMORY_BYTES else 0
            connection.seen = time.monotonic()
            if request.waits and not connection.buffer and request.length:
                with contextlib.suppress(OSError):
                    connection.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _from_memory(self, request: Request) -> bytes | None:
        """The answer to a request for a page that is in memory and known to be valid; None for everything else."""
        method = request.method
        if method != b"GET" and method != b"HEAD":
            return None
        entry = self.pages.get(request.host + request.target)
        if entry is None:
            entry = self.static.get(request.target)
            if entry is None:
                return None
        elif self.settings.asks_always:
            return None
        else:
            counters = self.counters
            done = counters[DONE]
            if (counters[BEGUN] != done or entry.stamp != done) and not self._known_valid(entry):
                return None
        entry.used = True
        return self._bytes_of(entry, request)

    def _known_valid(self, entry: Entry) -> bool:
        """Whether another page of the same scopes was asked about at the present stamp already, and this one has its generation."""
        stamp = self.stamps.settled()
        known = self.known.get(entry.scopes)
        if stamp < 0 or known is None or known != (stamp, entry.values):
            return False
        entry.stamp = stamp
        return True

    def _bytes_of(self, entry: Entry, request: Request) -> bytes:
        if request.tag and (entry.tag in request.tag or request.tag == b"*"):
            start, rest = self._start_unchanged, entry.unchanged
        else:
            start = self._start
            encoding = request.encoding
            rest = entry.brotli if encoding == b"br" else entry.gzip if encoding else entry.plain
            if request.method == b"HEAD":
                rest = rest[: entry.heads[encoding]]
        return start + b"Connection: close\r\n" + rest if request.close else start + rest

    def _send(self, connection: Connection, data: bytes) -> None:
        try:
            sent = connection.socket.send(data)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            self._close(connection)
            return
        if sent < len(data):
            connection.out = memoryview(data)[sent:]
            connection.seen = time.monotonic()
            self.epoll.modify(connection.fd, select.EPOLLOUT)
        elif connection.closing:
            self._drain(connection)

    def _drain(self, connection: Connection) -> None:
        """Say that nothing more comes, and throw away what the client still sends: closing at once would tear up the answer."""
        connection.draining = True
        connection.buffer = b""
        connection.seen = time.monotonic()
        with contextlib.suppress(OSError):
            connection.socket.shutdown(socket.SHUT_WR)

    def _flush(self, connection: Connection) -> None:
        out = connection.out
        if out is None:
            return
        try:
            sent = connection.socket.send(out)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._close(connection)
            return
        connection.seen = time.monotonic()
        if sent < len(out):
            connection.out = out[sent:]
            return
        connection.out = None
        self.epoll.modify(connection.fd, select.EPOLLIN)
        if connection.closing:
            self._drain(connection)
            return
        if connection.buffer:
            self._go_on(connection)

    def _refuse(self, connection: Connection, status: int) -> None:
        connection.closing = True
        connection.buffer = b""
        self._send(connection, plain_answer(status, close=True))

    def _close(self, connection: Connection) -> None:
        if self.connections.pop(connection.fd, None) is not None:
            with contextlib.suppress(OSError):
                self.epoll.unregister(connection.fd)
        connection.socket.close()

    def _hand_over(self, connection: Connection) -> None:
        """To a thread, which has the connection to itself until it comes back."""
        self.epoll.unregister(connection.fd)
        del self.connections[connection.fd]
        self.busy += 1
        self.work.put(connection)

    def _take_back(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._bell_in, 4096)
        while self.done:
            connection, answer = self.done.popleft()
            self.busy -= 1
            connection.request = None
            if connection.socket.fileno() < 0:
                continue
            connection.socket.setblocking(False)
            connection.seen = time.monotonic()
            self.connections[connection.fd] = connection
            self.epoll.register(connection.fd, select.EPOLLIN)
            if answer:
                self._send(connection, answer)
            elif connection.closing:
                self._drain(connection)
            if connection.out is None and not connection.closing and connection.buffer and connection.fd in self.connections:
                self._go_on(connection)

    def _sweep(self, now: float, *, idle_s: float = IDLE_S) -> None:
        for connection in list(self.connections.values()):
            silent = now - connection.seen
            waits_for_it = connection.buffer or connection.request is not None or connection.out is not None
            if silent > (DRAIN_S if connection.draining else HEAD_SILENCE_S if waits_for_it else idle_s):
                self._close(connection)

    # The threads: here things may wait ---------------------------------------------------------------------------------------

    def _serve(self) -> None:
        while True:
            connection = self.work.get()
            if connection is None:
                return
            answer = b""
            try:
                answer = self._answer(connection)
            except Gone:
                connection.socket.close()
            except Exception as error:
                print(f"front: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
                connection.closing = True
                answer = plain_answer(500, close=True)
            self.done.append((connection, answer))
            with contextlib.suppress(BlockingIOError):
                os.write(self._bell, b".")

    def _answer(self, connection: Connection) -> bytes:
        """The bytes to send, or nothing where they were sent already."""
        request = connection.request
        assert request is not None
        if request.close:
            connection.closing = True
        if request.method not in (b"GET", b"HEAD") or request.length:
            return self._from_renderer(connection, request, None)
        if request.target.startswith(self.settings.static_prefix):
            entry = self._from_static(request.target)
            if entry is not None:
                return self._bytes_of(entry, request)
        key = request.host + request.target
        followed = False
        while True:
            stamp = self._stamp()
            entry = self.pages.get(key) or self._from_disk(key)
            if entry is not None:
                valid = self._ask(entry, stamp)
                if valid is None:  # no database: what was valid last
                    if self._bad_day(entry):
                        return self._bytes_of(entry, request)
                elif valid:
                    return self._bytes_of(entry, request)
            if request.method == b"HEAD" or followed or key in self.never_kept:
                return self._from_renderer(connection, request, entry)
            with self._flight_lock:
                flight = self.flights.get(key)
                if flight is None:
                    mine = self.flights[key] = threading.Event()
            if flight is not None:  # somebody renders this page just now: wait, then look again as if just come
                flight.wait(FLIGHT_S)
                followed = True
                continue
            try:
                return self._from_renderer(connection, request, entry)
            finally:
                with self._flight_lock:
                    self.flights.pop(key, None)
                mine.set()

    def _stamp(self) -> int:
        """The settled stamp, or `NEVER` while a change is under way; tries to repair where one stays under way for long."""
        stamp = self.stamps.settled()
        if stamp >= 0:
            return stamp
        now = time.monotonic()
        if now - self._repaired > 0.2:
            self._repaired = now
            if self.stamps.repair(self.asker.barrier):
                stamp = self.stamps.settled()
        return stamp if stamp >= 0 else NEVER

    def _ask(self, entry: Entry, stamp: int) -> bool | None:
        """Is the entry of the present generation? None where the database does not answer. `stamp` was read before."""
        try:
            values, floors = self.asker.ask(entry.scopes)
        except Down:
            return None
        for scope, floor in zip(entry.scopes, floors, strict=True):
            if floor:
                self.floors[scope] = floor
        if stamp >= 0:
            if len(self.known) > 4096:
                self.known.clear()
            self.known[entry.scopes] = (stamp, values)
        if values != entry.values or entry.build != self.settings.build:
            return False
        entry.stamp = stamp
        return True

    def _bad_day(self, entry: Entry) -> bool:
        """May the entry be shown although nobody can say whether it is the newest? Not if something was withdrawn after it."""
        return all(
            value >= max(self.floors.get(scope, 0), self.direct.floor(scope))
            for scope, value in zip(entry.scopes, entry.values, strict=True)
        )

    def _from_disk(self, key: bytes) -> Entry | None:
        page = self.store.load(key)
        if page is None:
            return None
        entry = Entry(page, NEVER)
        self.pages.put(key, entry)
        return entry

    def _look_at_static(self) -> None:
        """Make the list of the static files anew: before the first visitor, and whenever somebody asks for one that is not on it."""
        root = self.settings.static_root
        if root is None:
            return
        self._static_seen = time.monotonic()
        prefix = self.settings.static_prefix.decode()
        self._static_paths = {
            f"{prefix}{Path(folder, name).relative_to(root).as_posix()}".encode(): Path(folder, name)
            for folder, _, names in os.walk(root)
            for name in names
            if not name.endswith((".gz", ".br"))
        }

    def _from_static(self, target: bytes) -> Entry | None:
        """A static file, from the list made of the folder: what a client types never becomes a path."""
        path = target.partition(b"?")[0]
        if path not in self._static_paths:
            asked = time.monotonic()
            with self._static_lock:  # whoever asks while the list is being made waits for it: an unfinished list would say «not there»
                if self._static_seen < asked:
                    self._look_at_static()
        found = self._static_paths.get(path)
        if found is None:
            return None
        entry = self.static.get(path)
        if entry is None:
            try:
                entry = static_entry(found)
            except OSError:
                return None
            if entry.stamp == ALWAYS and sum(one.size for one in self.static.values()) < self.settings.memory_bytes // 2:
                self.static[path] = entry
        return entry

    def _client_of(self, connection: Connection, request: Request) -> tuple[bytes, bytes, bytes]:
        """The client's address, the scheme and the request's number: the proxy's word where the proxy is trusted."""
        client, scheme, number = connection.peer.encode(), self.settings.scheme.encode(), uuid.uuid4().hex.encode()
        if connection.peer in self.settings.trusted:
            for name, value in request.headers:
                if name == b"x-forwarded-for":
                    client = value.rpartition(b",")[2].strip() or client
                elif name == b"x-forwarded-proto" and value in (b"http", b"https"):
                    scheme = value
                elif name == b"x-request-id" and 8 <= len(value) <= 64:
                    number = value
        return client, scheme, number

    def _from_renderer(self, connection: Connection, request: Request, last: Entry | None) -> bytes:
        """Take the request to a renderer; keep what may be kept. `last` is what was kept before, for a day without renderers."""
        client, scheme, number = self._client_of(connection, request)
        named = {word.strip() for name, value in request.headers if name == b"connection" for word in value.lower().split(b",")}
        headers = [
            (name, value)
            for name, value in request.headers
            if name not in HOP_BY_HOP
            and name not in TOLD_BY_PROXIES
            and name not in named
            and not name.startswith(b"x-betang")
            and b"_" not in name
        ]
        headers += [(b"host", request.raw_host), (b"x-forwarded-for", client), (b"x-forwarded-proto", scheme), (b"x-request-id", number)]
        is_page = request.method == b"GET" and not request.length
        if is_page:  # what is kept must be whole: conditions and ranges are for us to answer
            headers = [(name, value) for name, value in headers if not name.startswith(b"if-")]
        body: Callable[[http.client.HTTPConnection], None] | None = None
        if request.length or request.method in (b"POST", b"PUT", b"PATCH"):
            headers.append((b"content-length", str(request.length).encode()))
            body = self._body(connection, request)
        stamp = self._stamp()
        held = request.length > BODY_IN_MEMORY_BYTES
        if held and not self.large.acquire(blocking=False):
            connection.closing = True
            return plain_answer(503, close=True)
        try:
            try:
                link, response = self.renderers.ask(request.method.decode(), request.target.decode("ascii"), headers, body)
            except RendererAway:
                return self._without_renderer(connection, request, last)
            try:
                return self._relay(connection, request, link, response, stamp, last)
            except (RendererAway, http.client.HTTPException, TimeoutError):
                link.close()
                return self._without_renderer(connection, request, last)
        finally:
            if held:
                self.large.release()

    def _body(self, connection: Connection, request: Request) -> Callable[[http.client.HTTPConnection], None]:
        def send(link: http.client.HTTPConnection) -> None:
            missing = request.length
            data, connection.buffer = connection.buffer[:missing], connection.buffer[missing:]
            if data:
                link.send(data)
                missing -= len(data)
            if not missing:
                return
            connection.socket.settimeout(CLIENT_SILENCE_S)
            connection.closing = True  # until all of it is read: a renderer may answer before
            while missing:
                try:
                    data = connection.socket.recv(min(65536, missing))
                except OSError as error:
                    raise Gone from error
                if not data:
                    raise Gone
                link.send(data)
                missing -= len(data)
            connection.closing = request.close

        return send

    def _without_renderer(self, connection: Connection, request: Request, last: Entry | None) -> bytes:
        if last is not None and self._bad_day(last):
            return self._bytes_of(last, request)
        return plain_answer(503, close=connection.closing, head_only=request.method == b"HEAD")

    def _relay(
        self,
        connection: Connection,
        request: Request,
        link: http.client.HTTPConnection,
        response: http.client.HTTPResponse,
        stamp: int,
        last: Entry | None,
    ) -> bytes:
        told = response.getheaders()
        if response.status == 503 and response.getheader("X-Betang-Down") and last is not None and self._bad_day(last):
            link.close()
            return self._bytes_of(last, request)
        keep = response.getheader("X-Betang-Keep", "")
        key = request.host + request.target
        headers = [
            (name, value)
            for name, value in told
            if name.lower().encode("latin-1") not in HOP_BY_HOP
            and not name.lower().startswith("x-betang")
            and name.lower() not in ("content-length", "date", "server")
        ]
        length = response.length
        has_body = request.method != b"HEAD" and response.status not in (204, 304) and response.status >= 200
        if keep and request.method == b"GET" and response.status == 200 and (length is None or length <= LARGEST_PAGE_BYTES):
            content = response.read()
            self.renderers.give_back(link)
            entry = self._keep(key, keep, headers, content, stamp)
            if entry is not None:
                return self._bytes_of(entry, request)
            return self._whole(connection, request, response.status, headers, content)
        if request.method == b"GET" and not keep:
            if len(self.never_kept) > 4096:
                self.never_kept.clear()
            self.never_kept[key] = None
        if not has_body:
            response.read()
            self.renderers.give_back(link)
            size = (response.getheader("Content-Length") or "") if request.method == b"HEAD" else ""
            return self._head(connection, response.status, headers, size=size)
        if length is not None and length <= WHOLE_ANSWER_BYTES:
            content = response.read()
            self.renderers.give_back(link)
            return self._whole(connection, request, response.status, headers, content)
        self._stream(connection, request, response, headers, length)
        self.renderers.give_back(link)
        return b""

    def _head(self, connection: Connection, status: int, headers: list[tuple[str, str]], *, size: str = "", chunked: bool = False) -> bytes:
        lines = [b"HTTP/1.1 %d %s" % (status, REASONS.get(status, b"")), self._start.split(b"\r\n", 2)[1]]
        lines += [f"{name}: {value}".encode("latin-1") for name, value in headers]
        if size:
            lines.append(b"Content-Length: " + size.encode())
        if chunked:
            lines.append(b"Transfer-Encoding: chunked")
        if connection.closing:
            lines.append(b"Connection: close")
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def _whole(self, connection: Connection, request: Request, status: int, headers: list[tuple[str, str]], content: bytes) -> bytes:
        """An answer that is not kept, compressed for this one client."""
        names = {name.lower(): value for name, value in headers}
        tag = names.get("etag", "").removeprefix("W/").encode("latin-1")
        if status == 200 and request.method == b"GET" and tag and tag.strip(b'"') in request.tag:
            return self._head(connection, 304, [(name, value) for name, value in headers if not name.lower().startswith("content-")])
        kind = names.get("content-type", "").encode("latin-1")
        if len(content) > 1000 and kind.startswith(COMPRESSIBLE) and "content-encoding" not in names:
            headers = [*headers, ("Vary", "Accept-Encoding")]
            if request.encoding:
                zipped, squeezed = compressed(content, kind)
                better = squeezed if request.encoding == b"br" else zipped
                if better:
                    content = better
                    headers = [(name, f"W/{value}" if name.lower() == "etag" and value[:2] != "W/" else value) for name, value in headers]
                    headers.append(("Content-Encoding", request.encoding.decode()))
        return self._head(connection, status, headers, size=str(len(content))) + content

    def _stream(
        self,
        connection: Connection,
        request: Request,
        response: http.client.HTTPResponse,
        headers: list[tuple[str, str]],
        length: int | None,
    ) -> None:
        """Pass a large answer on piece by piece."""
        chunked = length is None and not request.is_old
        if length is None and request.is_old:
            connection.closing = True
        connection.socket.settimeout(CLIENT_SILENCE_S)
        try:
            connection.socket.sendall(
                self._head(connection, response.status, headers, size="" if length is None else str(length), chunked=chunked)
            )
            sent = 0
            while data := response.read1(65536) if length is None else response.read(65536):
                sent += len(data)
                connection.socket.sendall(b"%x\r\n%b\r\n" % (len(data), data) if chunked else data)
            if chunked:
                connection.socket.sendall(b"0\r\n\r\n")
            if length is not None and sent != length:
                raise Gone
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error

    def _keep(self, key: bytes, keep: str, headers: list[tuple[str, str]], content: bytes, stamp: int) -> Entry | None:
        """Keep a rendered page under the generations that its renderer read before it read anything else."""
        try:
            build, scopes, values = keep.split(";")
            under = tuple(int(value) for value in values.split(","))
        except ValueError:
            return None
        if build != self.settings.build:  # a renderer of another version, while one replaces the other
            return None
        kind = next((value for name, value in headers if name.lower() == "content-type"), "").encode("latin-1")
        tag = next((value for name, value in headers if name.lower() == "etag"), "") or f'"{sha256(content).hexdigest()[:24]}"'
        zipped, squeezed = compressed(content, kind)
        page = Page(
            key=key,
            build=build,
            scopes=tuple(scopes.split(",")),
            values=under,
            etag=tag,
            headers=tuple((name, value) for name, value in headers if name.lower() not in ("etag", "set-cookie", "x-request-id")),
            plain=content,
            gzip=zipped,
            brotli=squeezed,
        )
        entry = Entry(page, stamp)
        self.pages.put(key, entry)
        self.never_kept.pop(key, None)
        self.store.save(page)
        if self.settings.lays_direct and not self.settings.asks_always and self.direct.fits(page):
            self.direct.put(page)
            with self.stamps.alone() as is_alone:
                if is_alone and stamp >= 0 and self.stamps.settled() == stamp:
                    self.direct.open(page)
        return entry


def plain_answer(status: int, *, close: bool, head_only: bool = False) -> bytes:
    """One of the pages of `edge.plain`, whole."""
    body = plain.page(status)
    lines = [
        f"HTTP/1.1 {status} {http.client.responses.get(status, '')}",
        "Content-Type: text/html; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Content-Security-Policy: default-src 'none'",
    ]
    if status == 503:
        lines.append("Retry-After: 30")
    if close:
        lines.append("Connection: close")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + (b"" if head_only else body)


def static_entry(path: Path) -> Entry:
    """A file of the static folder, with what `betang assets` compressed beside it. Hashed names never change and say so."""
    stem = path.name.split(".")
    hashed = len(stem) > 2 and len(stem[-2]) == 12 and all(letter in "0123456789abcdef" for letter in stem[-2])
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in ("application/javascript", "application/json", "image/svg+xml"):
        kind += "; charset=utf-8"

    def beside(suffix: str) -> bytes:
        with contextlib.suppress(OSError):
            return path.with_name(path.name + suffix).read_bytes()
        return b""

    page = Page(
        key=b"",
        build="",
        scopes=(),
        values=(),
        etag=f'"{sha256(body).hexdigest()[:24]}"',
        headers=(
            ("Content-Type", kind),
            ("Cache-Control", "public, max-age=31536000, immutable" if hashed else "no-cache"),
            ("X-Content-Type-Options", "nosniff"),
            ("Access-Control-Allow-Origin", "*"),
        ),
        plain=body,
        gzip=beside(".gz"),
        brotli=beside(".br"),
    )
    return Entry(page, ALWAYS if hashed else NEVER)


def main() -> int:
    """Run the front until it is told to stop."""
    from betang.edge.processes import die_with_parent

    die_with_parent()
    settings = Settings.from_environment()
    with contextlib.suppress(Exception):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536) if hard > 0 else 65536, hard))
    try:
        Front(settings).run()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            print(f"port {settings.port} is taken", file=sys.stderr)
            return 98
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main())


__all__ = ["Front", "Settings", "main", "plain_answer", "static_entry"]
