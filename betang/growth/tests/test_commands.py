"""`betang growth …`"""

from __future__ import annotations

import pytest

from betang.config.cli import main
from betang.growth.models import Ladder, Measures

pytestmark = pytest.mark.django_db


def test_a_ladder_is_put_in_force_and_groups_are_counted(house, capsys, tmp_path):
    assert main(["growth", "ladder", "--built-in"]) == 0
    assert main(["growth", "ladder", "--built-in"]) == 0
    assert Ladder.objects.count() == 1
    assert main(["growth", "count"]) == 0
    assert Measures.objects.count() == 2
    own = tmp_path / "tangga.toml"
    own.write_text('name = "Tangga Kapuas"\nsource = "SK Kepala Diskominfo"\n[[stages]]\nkey = "a"\nname = "A"\n')
    assert main(["growth", "ladder", str(own), "--region", "62.03"]) == 1
    own.write_text("nama =")
    assert main(["growth", "ladder", str(own)]) == 1
    assert Ladder.objects.count() == 1
    assert "tahap" in capsys.readouterr().out
