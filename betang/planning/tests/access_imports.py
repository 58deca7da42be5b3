"""Who gets what of imports: Citra brings files for the province; of an import of Kapuas she may not even know.

The public sees what was written.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from uuid import UUID

from betang.accounts.actors import SYSTEM
from tests.access import Row

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
NOBODYS = UUID(int=7)
CITRAS = {"nobody": 302, "citra": 200}
FILE = b"Kode;Uraian;Pagu\n1.03.10.2.01.0032;Rehabilitasi Jalan;1.500.000,00\n"


def _run(government, name: str):
    from betang.planning.importing import actions

    run = actions.receive_file(
        actor=SYSTEM, government=government, kind="plan", fiscal_year=2026, phase="ceiling", file=io.BytesIO(FILE), file_name=name, at=AT
    )
    actions.examine(run)
    return run


def for_province(house) -> None:
    _run(house.province, "renja-provinsi.csv")


def for_kapuas(house) -> None:
    _run(house.kapuas, "renja-kapuas-rahasia.csv")


def done(house) -> None:
    from betang.planning.importing import actions

    run = actions.confirm(actor=SYSTEM, run=_run(house.province, "renja-provinsi.csv"), at=AT, in_background=False)
    actions.carry_out(run.pk, at=AT)


def of_run(house) -> dict[str, object]:
    from betang.planning.models import ImportRun

    return {"run_id": ImportRun.objects.latest("created_at").pk}


def digest(house) -> dict[str, str]:
    from betang.planning.models import SourceFile

    return {"digest": SourceFile.objects.get().sha256[:12]}


def both(name: str, **more) -> list[Row]:
    """An address of a run of her own province, and the same of Kapuas's: there she gets what everybody gets for what is not there."""
    mine = {"nobody": 302, "citra": more.pop("answer", 200)}
    return [
        Row(f"planning_desk:{name}", kwargs=of_run, prepare=for_province, answers=mine, others=403, hides="renja-provinsi", **more),
        Row(
            f"planning_desk:{name}", kwargs=of_run, prepare=for_kapuas, answers={"nobody": 302, "citra": 404}, others=403,
            hides="rahasia", **{key: value for key, value in more.items() if key != "shows"},
        ),
    ]  # fmt: skip


IMPORTS = [
    Row("planning_desk:imports", prepare=for_kapuas, answers=CITRAS, others=403, hides="rahasia"),
    *both("import", shows="renja-provinsi.csv"),
    *both("import_columns", shows="Uraian"),
    *both("import_problems", shows="renja-provinsi.csv"),
    *both("confirm_import", method="post", answer=302),
    *both("discard_import", method="post", answer=302),
    *both("read_import_again", method="post", answer=302),
    Row("planning:source", kwargs=digest, prepare=done, shows="1.03.10.2.01.0032"),
    Row("planning:source", kwargs=digest, prepare=for_province, others=404, hides="1.03.10"),
    Row("planning:source_file", kwargs=digest, prepare=done),
    Row("planning:source_file", kwargs=digest, prepare=for_province, others=404, hides="1.03.10"),
]
