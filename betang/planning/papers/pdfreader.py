"""Read or draw the pages of a PDF and write what was found to standard output. Run as a process of its own, with little memory and time.

    pdfreader.py text FILE                          one line of JSON a page: {"page": 1, "text": "…"}
    pdfreader.py draw FILE FIRST LAST WIDTH THUMB TALLEST BYTES
                                                    for each page and size a line {"page", "size", "bytes"}, then so many bytes of WebP

A parser of hostile files must be able to die without taking the house with it. Not imported by anything.
"""

import io
import json
import resource
import sys
from typing import Any

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = {"text": 120, "draw": 60}
QUALITIES = (70, 55, 40, 25, 12)


def say(value: dict[str, Any]) -> None:
    """One line of JSON."""
    sys.stdout.buffer.write(json.dumps(value).encode() + b"\n")


def text(document: Any, limit: int = 60_000) -> None:
    """The text of every page; a page that cannot be read is empty."""
    for number in range(len(document)):
        try:
            page = document[number]
            found = page.get_textpage().get_text_bounded()[:limit]
            page.close()
        except Exception:
            found = ""
        say({"page": number + 1, "text": found.encode("utf-8", "replace").decode()})


def draw(document: Any, first: int, last: int, width: int, thumb: int, tallest: int, most: int) -> None:
    """Pages as WebP, each in two widths."""
    for number in range(first, min(last, len(document)) + 1):
        page = document[number - 1]
        wide, tall = page.get_size()
        scale = min(width / max(1.0, wide), tallest / max(1.0, tall))
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        page.close()
        for name, made in (("page", picture), ("thumb", None)):
            if made is None:
                made = picture.copy()
                made.thumbnail((thumb, thumb * 3))
            data = b""
            for quality in QUALITIES:
                out = io.BytesIO()
                made.save(out, "WEBP", quality=quality, method=2)
                data = out.getvalue()
                if len(data) <= most:
                    break
            while len(data) > most and made.width > 300:
                made = made.resize((made.width * 3 // 4, made.height * 3 // 4))
                out = io.BytesIO()
                made.save(out, "WEBP", quality=QUALITIES[-1], method=2)
                data = out.getvalue()
            say({"page": number, "size": name, "width": made.width, "height": made.height, "bytes": len(data)})
            sys.stdout.buffer.write(data)


def main() -> None:
    """Set the limits, open the file, do what was asked."""
    what, path, *numbers = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S[what], CPU_S[what]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    if what == "text":
        text(document)
    else:
        draw(document, *(int(one) for one in numbers))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
