from __future__ import annotations

from betang.kernel.ids import uuid7


def test_identifiers_are_version_7_and_never_repeat_or_go_back():
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
