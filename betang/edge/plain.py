"""Pages that need nothing: no database, no template, no style sheet. For the moments when that is what there is.

In both languages at once, because who stands there may not have come to any language yet. No Django: the front imports this.
"""

from __future__ import annotations

from html import escape

_FRAME = (
    '<!doctype html><html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    '<meta name="robots" content="noindex"><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p>'
    '<hr><div lang="en"><h2>{title_en}</h2><p>{text_en}</p></div>{foot}</main></body></html>'
)

_WORDS = {
    400: (
        "Permintaan ini tidak dapat dibaca",
        "Peramban mengirim sesuatu yang tidak lengkap. Muat ulang halaman ini; jika tetap begini, coba peramban lain.",
        "This request cannot be read",
        "The browser sent something incomplete. Reload the page; if this stays, try another browser.",
    ),
    404: (
        "Halaman ini tidak ada",
        "Mungkin alamatnya salah ketik, atau halamannya sudah dipindah.",
        "This page does not exist",
        "The address may be mistyped, or the page has moved.",
    ),
    405: (
        "Cara ini tidak dapat dipakai di sini",
        "Buka alamat ini seperti halaman biasa.",
        "This cannot be done here",
        "Open this address like an ordinary page.",
    ),
    411: (
        "Ukuran kiriman tidak disebutkan",
        "Kirim lagi dengan ukuran isinya (Content-Length).",
        "The size of what you send is missing",
        "Send it again with its size (Content-Length).",
    ),
    413: (
        "Kiriman ini terlalu besar",
        "Perkecil berkasnya, lalu kirim lagi. Yang Anda ketik masih ada di halaman sebelumnya.",
        "This is too large",
        "Make the file smaller and send it again. What you typed is still on the page before.",
    ),
    421: (
        "Alamat ini tidak dikenal",
        "Tidak ada situs dengan nama ini di sini. Periksa ejaannya.",
        "Unknown address",
        "There is no site of this name here. Check the spelling.",
    ),
    431: (
        "Permintaan ini terlalu panjang",
        "Hapus kuki peramban untuk alamat ini, lalu coba lagi.",
        "This request is too long",
        "Clear the browser's cookies for this address and try again.",
    ),
    500: (
        "Ada yang rusak di pihak kami",
        "Kejadian ini sudah dicatat. Coba lagi sebentar lagi; yang Anda ketik masih ada di halaman sebelumnya.",
        "Something broke on our side",
        "This has been noted. Try again in a moment; what you typed is still on the page before.",
    ),
    503: (
        "Sebentar, sedang ada gangguan",
        "Bagian yang menyimpan data tidak menjawab. Tidak ada yang hilang. Coba lagi dalam satu menit.",
        "One moment, please",
        "The part that keeps the data does not answer. Nothing is lost. Try again in a minute.",
    ),
    505: (
        "Versi HTTP ini tidak dilayani",
        "Pakai peramban yang lebih baru.",
        "This version of HTTP is not served",
        "Use a newer browser.",
    ),
}


def page(status: int, *, code: str = "") -> bytes:
    """The page for `status`; `code` is what the administrator can find in the log."""
    title, text, title_en, text_en = _WORDS.get(status, _WORDS[500])
    foot = f"<p><small>{status} · {escape(code)}</small></p>" if code else ""
    return _FRAME.format(title=title, text=text, title_en=title_en, text_en=text_en, foot=foot).encode()


def closed(title: str, reason: str) -> bytes:
    """Why a site does not answer, where the page in our look cannot be drawn."""
    return _FRAME.format(
        title="Situs ini sedang ditutup",
        text=f"Situs {escape(title)} tidak tampil untuk sementara. Alasan: {escape(reason)}",
        title_en="This site is closed for now",
        text_en="Ask the communication office of the kabupaten, or open the portal of the province.",
        foot="",
    ).encode()
