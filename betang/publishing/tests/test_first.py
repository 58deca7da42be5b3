import pytest
from betang.kernel import clock, fence
from betang.publishing import actions, queries

pytestmark = pytest.mark.django_db

def test_smoke(house, client):
    budi = house.actor("budi")
    with fence.open_site(house.site.pk):
        a = actions.start_article(actor=budi, site=house.site, at=clock.now())
        a = actions.save_article(actor=budi, site=house.site, article=a, draft=actions.Draft(title="Dermaga dibuka", body="Halo **warga**.", tags=("sungai",), category="pengumuman"), base_version=0, at=clock.now())
        a = actions.publish_article(actor=budi, site=house.site, article=a, at=clock.now())
    for path in ["/berita/", f"/berita/{a.slug}/", "/berita/tag/sungai/", f"/berita/{a.slug}/tanggapan/", "/berita/kategori/pengumuman/"]:
        r = client.get(path, headers={"host": "batang-danum.localhost"})
        assert r.status_code == 200, path
        print(path, len(r.content))
    r = client.get("/berita/", headers={"host": "localhost"})
    assert b"Dermaga" in r.content
    house.sign_in(client, "budi")
    for p in ["berita/", "berita/tulis/", "berita/kategori/", f"berita/{a.pk}/", *(f"berita/{a.pk}/{x}/" for x in ["lihat","tarik","koreksi","alamat","riwayat"]), "tanggapan/", "halaman/", "halaman/tulis/"]:
        r = client.get(f"/meja/kim/batang-danum/{p}", headers={"host": "localhost"})
        assert r.status_code == 200, (p, r.status_code, r.content[:300])
