"""A few signs, drawn by us on a grid of 24, always beside a word and never instead of one."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

PATHS: dict[str, str] = {
    "arrow-left": "M20 12H4M11 5l-7 7 7 7",
    "arrow-right": "M4 12h16M13 5l7 7-7 7",
    "bell": "M5 17h14l-2-3V10a5 5 0 0 0-10 0v4ZM10 20.5a2.5 2.5 0 0 0 4 0",
    "book": "M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2ZM12 6v14",
    "calendar": "M4 6h16v14H4ZM4 10.5h16M8 3v5M16 3v5",
    "chart": "M4 20V4M4 20h16M8.5 16v-4M13 16V7M17.5 16v-6",
    "chat": "M4 5h16v11h-9l-4 4v-4H4Z",
    "check": "M4 12.5 9.5 18 20 6.5",
    "clock": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 7v5l3.5 2.5",
    "close": "M5 5l14 14M19 5 5 19",
    "copy": "M9 9h11v11H9ZM15 5.5V4H4v11h1.5",
    "download": "M12 3v12M6.5 10 12 15.5 17.5 10M4 20h16",
    "eye": "M2.5 12C5 7.5 8.5 5.5 12 5.5S19 7.5 21.5 12C19 16.5 15.5 18.5 12 18.5S5 16.5 2.5 12ZM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z",
    "feed": "M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14M5.5 18.5h.1",
    "file": "M6 3h8l5 5v13H6ZM13.5 3v5.5H19",
    "flag": "M5 21V4h13l-2.5 4.5L18 13H5",
    "gear": "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM12 3v3M12 18v3M3 12h3M18 12h3"
    "M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1",
    "globe": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18",
    "home": "M4 11 12 4l8 7M6 9.5V20h12V9.5M10 20v-6h4v6",
    "info": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 11v5.5M12 7.5h.01",
    "key": "M8 8.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 12.5h9M18 12.5v3.5",
    "link": "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
    "lock": "M5 11h14v9H5ZM8 11V8a4 4 0 0 1 8 0v3",
    "mail": "M3 5.5h18v13H3ZM3.5 6.5 12 13l8.5-6.5",
    "map": "M3.5 6 9 4l6 2 5.5-2v14L15 20l-6-2-5.5 2ZM9 4v14M15 6v14",
    "menu": "M4 6h16M4 12h16M4 18h16",
    "news": "M4 4.5h13V19a1.5 1.5 0 0 0 3 0V9h-3M4 4.5V18a2.5 2.5 0 0 0 2.5 2.5H18.5M7.5 8.5h6M7.5 12h6M7.5 15.5h6",
    "offline": "M4 4l16 16M2.5 9.5A14 14 0 0 1 7 7M11 5.5a14 14 0 0 1 10.5 4M6 13.5a9 9 0 0 1 4-2M14 11.5a9 9 0 0 1 4 2M12 18.5h.01",
    "pencil": "M4 20l1-4.5L16 4.5 19.5 8 8.5 19ZM13.5 7l3.5 3.5",
    "people": "M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z"
    "M2.5 20c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14.8c2.5.7 4 2.5 4 5.2",
    "person": "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5c0-3.8 3.5-5.5 7.5-5.5s7.5 1.7 7.5 5.5",
    "phone": "M7 3h10v18H7ZM11 18h2",
    "picture": "M3 5h18v14H3ZM3.5 17 9 11l4 4 3-3 4.5 4.5M16 8.5h.01",
    "pin": "M12 21.5c-4.5-5-6.5-8.5-6.5-11.5a6.5 6.5 0 0 1 13 0c0 3-2 6.5-6.5 11.5ZM12 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z",
    "plus": "M12 4v16M4 12h16",
    "save": "M4 4h12.5L20 7.5V20H4ZM8 4v5h7V4M8 20v-6h8v6",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM15.5 15.5 20.5 20.5",
    "share": "M12 3v12M7 7.5 12 3l5 4.5M5 11.5V20h14v-8.5",
    "sign-out": "M10 4H4v16h6M9 12h11.5M16 7.5l4.5 4.5-4.5 4.5",
    "star": "M12 3.5l2.6 5.6 6 .7-4.5 4.1 1.3 6.1L12 17l-5.4 3 1.3-6.1L3.4 9.8l6-.7Z",
    "trash": "M4 6.5h16M9 6V3.5h6V6M6 6.5 7 20.5h10l1-14M10.5 10.5v6M13.5 10.5v6",
    "upload": "M12 16V4M6.5 9 12 3.5 17.5 9M4 20h16",
    "warning": "M12 4 2.5 20h19ZM12 10v4.5M12 17.2h.01",
    "whatsapp": "M4 20l1.3-4.2A8.5 8.5 0 1 1 8.5 19ZM9 8.5c0 3.5 2.5 6 6 6.5l1-2-2-1-1 1c-1-.5-1.5-1-2-2l1-1-1-2Z",
}


@cache
def svg(name: str) -> Markup:
    """The sign as inline SVG, hidden from those who hear the page (its word says it); nothing for an unknown name.

    A test looks for the name of every sign that any template asks for.
    """
    path = PATHS.get(name)
    if path is None:
        return Markup("")
    return Markup('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>').format(path)
