"""Look into a PDF from standard input and say what it holds, as JSON. Run as a process of its own, with little memory and time.

A parser of hostile files must be able to die without taking the house with it. Not imported by anything.
"""

import json
import resource
import sys

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 15


def main() -> None:
    """Read, count, print. Any failure is told as `{"broken": true}`."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        print(json.dumps({"broken": True, "locked": "password" in str(error).lower()}))
        return
    pages = len(document)
    size = document.get_page_size(0) if pages else (0, 0)
    if pages:
        document[0].render(scale=0.1)
    answer = {
        "pages": pages,
        "width": int(size[0]),
        "height": int(size[1]),
        "scripts": raw.FPDFDoc_GetJavaScriptActionCount(document),
        "attachments": raw.FPDFDoc_GetAttachmentCount(document),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
