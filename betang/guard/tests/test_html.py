"""What is shown holds nothing that runs, whatever was typed."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from betang.guard.html import clean_html, plain_text, render_markdown

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><circle/></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<p style='background:url(javascript:alert(1))' onclick='alert(1)' class='x' id='y'>x</p>",
    "<form action='https://evil.example'><input name=a><button>x</button></form>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example'>",
    "<object data=x></object><embed src=x>",
    "<img src='https://evil.example/pixel.gif'>",
    "<img src='/-/berkas/../../meja/keluar'>",
    "<img src='/-/berkas/x.jpg' onerror=alert(1) srcset='https://evil.example 1x'>",
    "<video src=x onerror=alert(1)></video><audio src=x></audio>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<b><style>*{display:none}</style>x</b>",
]
FORBIDDEN = (
    "<script",
    "onerror",
    "onclick",
    "onload",
    "javascript:",
    "<iframe",
    "<svg",
    "<style",
    "style=",
    "<form",
    "<input",
    "evil.example",
    "<meta",
    "<base",
    "<object",
    "<embed",
    "srcset",
    "<video",
    "class=",
    " id=",
    "data:",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_hostile_is_left(attack):
    shown = clean_html(attack).lower()
    assert not [word for word in FORBIDDEN if word in shown], shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_hostile_is_left_of_markdown(attack):
    shown = render_markdown(f"Teks\n\n{attack}\n\n[x]({attack}) ![x](javascript:alert(1))").lower()
    assert "<script" not in shown
    assert "<img" not in shown or "/-/berkas/x.jpg" in shown
    assert 'href="javascript' not in shown


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(list("<>/=\"' abimgscript:&;#x0") + ["<a href=", "<img src=", "<h1>", "</p>", "<!--"]), max_size=120).map(
        "".join
    )
)
@example("<h1><t><h1>")
def test_cleaning_what_is_clean_changes_nothing(html):
    once = clean_html(html)
    assert clean_html(once) == once


def test_links_lend_no_rank_and_own_pictures_stay():
    shown = clean_html(
        '<h1>Judul</h1><p dir="rtl"><a href="https://contoh.id/?a=1&b=2">x</a><img src="/-/berkas/s/k-960.jpg" alt="a>b" width="960"></p>'
    )
    assert "<h2>Judul</h2>" in shown
    assert 'rel="nofollow ugc noopener"' in shown
    assert 'src="/-/berkas/s/k-960.jpg"' in shown
    assert 'loading="lazy"' in shown
    assert 'dir="rtl"' in shown


def test_markdown_keeps_what_a_phone_types():
    shown = render_markdown(
        "# Gotong royong\nbaris satu\nbaris dua\n\n- a\n- b\n\n**tebal** ~~lama~~ www.kapuaskab.go.id\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    for piece in (
        "<h2>Gotong royong</h2>",
        "baris satu<br>",
        "<li>a</li>",
        "<strong>tebal</strong>",
        "<s>lama</s>",
        'href="http://www.kapuaskab.go.id"',
        "<td>1</td>",
    ):
        assert piece in shown
    assert "<b>" not in render_markdown("<b>x</b>")


def test_plain_text_keeps_words_apart_and_lines_together():
    html = "<p>satu <b>du</b>a</p><p>tiga &amp; empat</p><script>x<y</script>"
    html += "<table><tr><td>1</td><td>2</td></tr></table><ul><li>a<li>b</ul>baris<br>baru"
    assert plain_text(html) == "satu dua\ntiga & empat\n1\n2\na\nb\nbaris\nbaru"
    assert plain_text("") == ""
