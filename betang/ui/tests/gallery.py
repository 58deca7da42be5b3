"""Every component on a few pages, for eyes, screenshots and axe: `python -m betang.ui.tests.gallery [PORT]` serves them.

Not part of the product (`betang messages compile` first, for Indonesian): it needs no database and
answers with the product's own strict policy.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "static"
POLICY = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'"
PAGES = {"home": "layout", "portal": "layout", "article": "layout", "form": "layout", "write": "desk", "desk": "desk"}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8"}
PHOTO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><path fill="#e9dcc6" d="M0 0h320v200H0Z"/><path fill="#7d8f72" '
    'd="m0 96 40-26 30 16 36-30 44 34 40-18 46 24 84-22v60H0Z"/><path fill="#8fa8a3" d="M0 104q40-8 80 0t80 0 80 0 80 0v96H0Z"/>'
    '<path fill="#6b4a2f" d="M60 138h150l-22 24H88Z"/><path fill="#b3875a" d="M96 138v-26h72v26Z"/></svg>'
)


def page(name: str, *, hue: int = 28, motif: str = "anyam", language: str = "id") -> str:
    """One page of the gallery as HTML."""
    from django import forms
    from django.template import engines
    from django.test import RequestFactory
    from django.utils import translation

    from betang.ui import icons, maps
    from betang.ui.pictures import Picture
    from betang.ui.shell import MenuItem, Shell

    class Sample(forms.Form):
        name = forms.CharField(label="Nama kelompok", help_text="Seperti tertulis di SK.", initial="KIM Batang Danum")
        address = forms.SlugField(label="Alamat situs", required=False)
        kind = forms.ChoiceField(label="Jenis", choices=[("u", "Umum"), ("t", "Tani"), ("n", "Nelayan")], widget=forms.RadioSelect)
        role = forms.ChoiceField(label="Jabatan", choices=[("k", "Ketua"), ("s", "Sekretaris")])
        about = forms.CharField(label="Tentang kelompok", widget=forms.Textarea(attrs={"rows": 4}))
        decree = forms.FileField(label="Foto atau PDF SK", help_text="Paling besar 25 MB.")
        agreed = forms.BooleanField(label="Isian ini benar dan boleh ditampilkan", help_text="Nomor telepon tidak ditampilkan.")

    kind = PAGES[name]
    menu = ("Berita", "Rencana desa", "Usulan", "Produk", "Tanya & lapor", "Tentang kami")
    if kind == "desk":
        menu = ("Meja saya", "KIM", "Berita", "Layanan", "Laporan")
    is_portal = name == "portal"
    shell = Shell(
        kind="desk" if kind == "desk" else "portal" if is_portal else "site",
        name="Betang" if is_portal or kind == "desk" else "KIM Batang Danum",
        place="Satu rumah untuk kabar 1.571 desa dan kelurahan di Kalimantan Tengah"
        if is_portal
        else "Desa Mantangai Hilir, Kecamatan Mantangai, Kabupaten Kapuas",
        language=language,
        hue=hue,
        motif=motif,
        menu=tuple(MenuItem(label=label, url=f"/{label}/", is_current=at == 0) for at, label in enumerate(menu)),
        footer=("KIM terdaftar 62.03/KIM/2024/0017 · bagian dari Betang, rumah informasi Kalimantan Tengah",),
        footer_links=(MenuItem(label="Tentang Betang", url="/tentang/"), MenuItem(label="Jejak keputusan", url="/jejak/")),
        other_language_url="/en/",
        canonical_url="http://localhost/",
        person_name="Gita Contoh" if kind == "desk" else "",
        is_demo=is_portal,
    )
    with translation.override(language):
        environment: Any = engines.all()[0]
        template = environment.from_string((Path(__file__).parent / "gallery.html").read_text())
        context = {
            "base": f"ui/{kind}.html",
            "page": name,
            "shell": shell,
            "form": Sample(auto_id=f"{name}_%s"),
            "bad": Sample({"name": "", "kind": "u"}),
            "photo": Picture(src="/photo.svg", width=320, height=200, alt="Perahu di dermaga", caption="Dermaga pagi hari."),
            "today": date(2026, 11, 28),
            "icon_names": sorted(icons.PATHS),
            "map": maps.sample(),
            "request": RequestFactory().get("/"),
            "csrf_input": "",
        }
        return str(template.render(context))


class Handler(BaseHTTPRequestHandler):
    """Pages at `/home?hue=165&motif=anyam&lang=id`, static files where the product has them."""

    def do_GET(self) -> None:
        from urllib.parse import parse_qs, urlparse

        from betang.ui import build

        address = urlparse(self.path)
        asked = {key: values[0] for key, values in parse_qs(address.query).items()}
        name = address.path.strip("/") or "home"
        if name.startswith("-/s/"):
            file = name.removeprefix("-/s/")
            body = build.built().get(file) or (STATIC / file).read_text()
            return self._send(body, TYPES[Path(file).suffix])
        if name == "photo.svg":
            return self._send(PHOTO, TYPES[".svg"])
        if name not in PAGES:
            return self._send("", TYPES[".html"], status=404)
        html = page(name, hue=int(asked.get("hue", 28)), motif=asked.get("motif", "anyam"), language=asked.get("lang", "id"))
        return self._send(html, TYPES[".html"])

    def _send(self, body: str, media_type: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


def serve(port: int = 0) -> ThreadingHTTPServer:
    """A server on `port` (any free one for 0), not yet running."""
    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


if __name__ == "__main__":
    os.environ.setdefault("BETANG_HOME", tempfile.mkdtemp(prefix="betang-gallery-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betang.config.settings")
    import django

    django.setup()
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8107).serve_forever()
