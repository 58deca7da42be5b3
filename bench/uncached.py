"""A group's home made anew: ours against a plain Django page of equal content, in one process, CPU a request; and what pages weigh.

`python -m bench.uncached`
"""

from __future__ import annotations

import gzip
import io
import os
import statistics
import sys
import tempfile
import time
from typing import Any

os.environ["BETANG_HOME"] = tempfile.mkdtemp(prefix="betang-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.config.settings")

ROUNDS, REQUESTS = 7, 120


def main() -> int:
    import brotli
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext, override_settings

    from bench import plain
    from betang.config import translations
    from betang.hosting.models import Site
    from betang.kernel import fence
    from betang.kernel.schema import migrate
    from betang.publishing.models import Article
    from betang.web import seeds, shell

    translations.compile_all()
    migrate()
    call_command("collectstatic", interactive=False, verbosity=0)
    seeds.build_if_empty()
    host = "batang-danum.localhost"
    plain.SITE["id"] = Site.objects.get(slug="batang-danum").pk

    from django.core.handlers.wsgi import WSGIHandler

    ours = WSGIHandler()
    with override_settings(MIDDLEWARE=plain.MIDDLEWARE, ROOT_URLCONF="bench.plain"):
        theirs = WSGIHandler()

    def ask(app: Any, path: str = "/", name: str = host) -> bytes:
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": name, "SERVER_PORT": "80",
            "HTTP_HOST": name, "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        said: list[str] = []
        answer = app(environ, lambda status, headers, info=None: said.append(status))
        body = b"".join(answer)
        answer.close()
        assert said[0].startswith("200"), (path, said)
        return body

    def asked_of(app: Any) -> bytes:
        if app is theirs:
            with override_settings(ROOT_URLCONF="bench.plain"):
                return ask(app)
        return ask(app)

    for app in (ours, theirs):
        asked_of(app)
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(ROUNDS):  # in turns, so that a busy machine is busy for both
        for name, app in (("ours", ours), ("theirs", theirs)):
            with override_settings(ROOT_URLCONF="bench.plain" if app is theirs else "betang.config.urls_portal"):
                start = time.process_time()
                for _ in range(REQUESTS):
                    ask(app)
                taken[name].append((time.process_time() - start) / REQUESTS * 1000)
    with fence.open_site(plain.SITE["id"]):
        slug = Article.objects.filter(state="published").order_by("-published_at").values_list("slug", flat=True)[0]
    others = {"an article": (f"/berita/{slug}/", host), "news of a group": ("/berita/", host), "the portal's home": ("/", "localhost")}
    others["the home, first page after a change"] = ("/", host)  # nothing of the site is remembered

    def cost(label: str) -> float:
        path, at = others[label]
        start = time.process_time()
        for _ in range(REQUESTS // 4):
            if "change" in label:
                shell.forget()
            ask(ours, path, at)
        return (time.process_time() - start) / (REQUESTS // 4) * 1000

    for label in others:
        cost(label)
    costs = {label: statistics.median(cost(label) for _ in range(ROUNDS)) for label in others}
    queries = {}
    for name, app in (("ours", ours), ("theirs", theirs)):
        with CaptureQueriesContext(connection) as asked:
            asked_of(app)
        queries[name] = len(asked)
    mine, other = statistics.median(taken["ours"]), statistics.median(taken["theirs"])
    print(f"{'uncached home of a group':<40} {'ms CPU':>8} {'queries':>8} {'ratio':>8}")
    print(f"{'ours':<40} {mine:>8.2f} {queries['ours']:>8} {other / mine:>7.2f}×")
    print(f"{'plain Django, objects and templates':<40} {other:>8.2f} {queries['theirs']:>8} {1:>7.2f}×")
    for label, (path, at) in others.items():
        with CaptureQueriesContext(connection) as asked:
            if "change" in label:
                shell.forget()
            ask(ours, path, at)
        print(f"{label:<40} {costs[label]:>8.2f} {len(asked):>8}")
    from django.conf import settings

    css = max(settings.STATIC_ROOT.glob("ui/betang.*.css"), key=lambda path: path.stat().st_mtime).read_bytes()
    print(f"\n{'weight of a first visit (HTML + CSS)':<40} {'gzip':>8} {'brotli':>8}   goal ≤ 30 kB")
    for label, path, name in (("portal", "/", "localhost"), ("a group's home", "/", host), ("the register", "/kim/", "localhost")):
        page = ask(ours, path, name)
        small = len(gzip.compress(page, 6)) + len(gzip.compress(css, 9))
        smaller = len(brotli.compress(page, quality=5)) + len(brotli.compress(css, quality=11))
        print(f"{label:<40} {small / 1000:>6.1f}kB {smaller / 1000:>6.1f}kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
