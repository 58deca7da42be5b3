"""A photo is put into a text from the editor: the fragment that offers it, and the preview at the desk that shows it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from betang.kernel import fence
from betang.publishing.models import Picture
from betang.publishing.terms import PictureState
from betang.publishing.tests import made
from betang.publishing.tests.access_files import AT, PICTURE, picture

pytestmark = pytest.mark.django_db


def desk(name: str, site: str = "batang-danum", **more: object) -> str:
    return reverse(f"publishing_desk:{name}", kwargs={"site_slug": site, **more})


def test_the_editor_offers_photos_that_are_ready_with_their_line(house, client):
    picture(house)
    with fence.open_site(house.site.pk):
        Picture.objects.create(
            alt="Belum siap", path="y", sha256="b" * 64, media_type="image/jpeg", state=PictureState.WAITING, added_at=AT
        )
    article = made.make(house)
    house.sign_in(client, "budi")
    editor = client.get(desk("article", article_id=article.pk)).content.decode()
    assert f'data-pictures-url="{desk("pick_picture")}"' in editor
    fragment = client.get(desk("pick_picture")).content.decode()
    assert f'data-line="/-/berkas/{PICTURE.hex}/gambar.jpg"' in fragment
    assert 'data-alt="Dermaga rahasia"' in fragment
    assert "Belum siap" not in fragment
    assert "<html" not in fragment
    house.sign_in(client, "fajar")
    assert client.get(desk("pick_picture")).status_code == 404
    assert "Dermaga rahasia" not in client.get(desk("pick_picture", site="nelayan-katingan")).content.decode()


def test_previews_take_pictures_from_the_desk_where_they_answer(house, client):
    picture(house)
    line = f"![Dermaga](/-/berkas/{PICTURE.hex}/gambar.jpg)"
    article = made.make(house, body=line)
    house.sign_in(client, "budi")
    address = f"/meja/kim/batang-danum/foto/berkas/{PICTURE.hex}/gambar.jpg"
    for html in (client.post(desk("rendered"), {"text": line}), client.get(desk("preview", article_id=article.pk))):
        assert f'src="{address}"' in html.content.decode()
    assert client.get(address).status_code == 200
    with fence.open_site(house.site.pk):
        article.refresh_from_db()
        assert f'src="/-/berkas/{PICTURE.hex}/gambar.jpg"' in article.html
