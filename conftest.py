"""The cast, and the house that every test finds: two kabupaten, two groups, two sites.

Ani is a resident; Budi edits KIM Batang Danum (Kapuas); Citra plans at the province's planning agency; Dedi is information
officer in Kapuas; Eka administers the province; Gita coordinates Kapuas; Fajar edits a KIM in Katingan and must get nothing
of Budi's.
"""

from __future__ import annotations

import asyncio
import copy
import gc
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import ready

CAST = ("ani", "budi", "citra", "dedi", "eka", "gita", "fajar")


def pytest_configure(config: pytest.Config) -> None:
    """In a fresh clone no catalogue is compiled yet; one that Django looked for before now would stay empty."""
    import gettext

    from django.utils.translation import trans_real

    from betang.config import translations

    translations.compile_all()
    gettext._translations = {}
    trans_real._translations = {}
    trans_real._default = None
    if leads(config):
        ready.open_run()
        if getattr(config.option, "numprocesses", None) and not config.option.collectonly:
            ready.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    from django.conf import settings

    shutil.rmtree(settings.HOME, ignore_errors=True)
    if leads(config):
        ready.close_run()


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def leads(config: pytest.Config) -> bool:
    """Is this the process that begins and ends the run, and not one that it sends out?"""
    return not hasattr(config, "workerinput")


JOURNEYS = Path("tests", "journeys")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file stays in one process, and all journeys share one: they wait more than they work, and stand in one house."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class JourneysTogether(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return str(JOURNEYS) if Path(file).is_relative_to(JOURNEYS) else file

    return JourneysTogether(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Journeys begin first, then long files, then those that walk the whole house: no process stands idle at the end.

    On PostgreSQL what needs no database is left out.
    """
    from django.conf import settings

    long = {item.path for item in items if item.get_closest_marker("journey") or item.get_closest_marker("slow")}
    journeys, house = config.rootpath / JOURNEYS, config.rootpath / "tests"
    items.sort(key=lambda item: (item.path.parent != journeys, item.path not in long, item.path.parent != house))
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: `python -m tests.postgres pytest …`"))
        return
    touches = {"db", "transactional_db", "house", "django_db_setup"}
    there = [item for item in items if item.get_closest_marker("django_db") or touches & set(getattr(item, "fixturenames", ()))]
    apart = [item for item in items if item not in set(there)]
    if apart:  # rules and texts are the same on both: they ran on SQLite
        config.hook.pytest_deselected(items=apart)
        items[:] = there


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests() -> Iterator[None]:
    """Rate limits and remembered sites of one test do not count in the next."""
    yield
    from django.core.cache import cache

    from betang.web import shell

    cache.clear()
    shell.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_test_environment):
    """Runs just before the test database is made: from here the schema is built, so the fence lets whole tables pass.

    The database is a copy of the one that `tests.ready` migrates once for the whole run.
    """
    from django.conf import settings
    from django.db import connection

    from betang.kernel import fence

    def copied(*args: object, **kwargs: object) -> str:
        name = connection.creation._get_test_db_name()
        connection.close()
        if connection.vendor == "postgresql":
            ready.postgresql(name)
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            ready.sqlite_into(connection.connection)
        return name

    connection.creation.create_test_db = copied

    schema_work = fence.migrating()
    schema_work.__enter__()
    return schema_work


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup):
    """The database stands: the fence goes up. What empties tables between transactional tests is schema work again."""
    from django.test import TransactionTestCase

    from betang.kernel import fence

    django_db_modify_db_settings.__exit__(None, None, None)
    tear_down = TransactionTestCase._fixture_teardown

    def whole_tables(self) -> None:
        from django.db import connection

        from betang.audit import seals
        from betang.proposals.summary import keeping

        with fence.migrating():
            seals.lift(connection)  # put back by the flush itself, which sends `post_migrate`
            keeping.lift(connection)
            tear_down(self)

    TransactionTestCase._fixture_teardown = whole_tables


@dataclass
class House:
    """What the tests stand in. Attributes are model rows; people by their first names."""

    province: object
    kapuas: object
    katingan: object
    mantangai: object
    village: object
    far_district: object
    far_village: object
    group: object
    far_group: object
    site: object
    far_site: object
    people: dict[str, object]

    def __getattr__(self, name: str):
        people = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def actor(self, name: str, *, second_factor: bool = True):
        """The policies' view of a person (second factor shown), or of nobody."""
        from betang.accounts.actors import NOBODY
        from betang.accounts.queries import actor_of

        return NOBODY if name == "nobody" else actor_of(self.people[name], has_second_factor=second_factor)

    def sign_in(self, client, name: str, *, second_factor: bool = True):
        """Sign `name` in at the desk with a session as allauth leaves it."""
        if name == "nobody":
            client.logout()
            return client
        client.force_login(self.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        if second_factor:
            import time

            session = client.session
            session["account_authentication_methods_user"] = str(self.people[name].pk)
            session["account_authentication_methods"] = [
                {"method": "password", "at": time.time()},
                {"method": "mfa", "type": "totp", "at": time.time()},
            ]
            session.save()
        return client

    def sessions(self) -> dict[str, str]:
        """A session with the second factor for everybody, as `sign_in` leaves it, but made at once; name → value of its cookie."""
        import time

        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from django.contrib.sessions.models import Session

        made: dict[str, Session] = {}
        for name, person in self.people.items():
            store = SessionStore()
            store._session_key = store._get_new_session_key()
            methods = [{"method": "password", "at": time.time()}, {"method": "mfa", "type": "totp", "at": time.time()}]
            made[name] = store.create_model_instance(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                    "account_authentication_methods_user": str(person.pk),
                    "account_authentication_methods": methods,
                }
            )
        Session.objects.bulk_create(made.values())
        return {name: session.session_key for name, session in made.items()}


_first_house: list[bytes] = []  # pickled: the house, and its rows by model


@dataclass
class Standing:
    """A level of the ground: what built it, its transaction, what the building gave, and the house as it left it, pickled."""

    of: Any
    block: Any
    gave: Any = None
    house: bytes = b""


class Ground:
    """What stands under many tests: an open transaction with the house in it, and on top what several tests prepare alike.

    Each test runs in a savepoint above and leaves it as it was. A test that wants an empty database, or real commits, takes
    it away first; the next one that wants the house has it built again.
    """

    def __init__(self) -> None:
        self._levels: list[Standing] = []  # from the bottom

    @property
    def has_house(self) -> bool:
        return bool(self._levels)

    @property
    def prepared(self) -> list[Any]:
        """What the building of each level above the house gave."""
        return [level.gave for level in self._levels[1:]]

    def stand(self, *wanted: Callable[[Any], Any]) -> None:
        """Build what is wanted, from the bottom up, and keep what stands of it already. The first is the house, the others are given it."""
        if self._levels and not _is_sound():
            self.clear()  # a test closed the connection, and what stood went with it
        alike = 0
        while alike < min(len(self._levels), len(wanted)) and self._levels[alike].of == wanted[alike]:
            alike += 1
        self.clear(alike)
        from django.db import transaction

        for one in wanted[alike:]:
            block = transaction.atomic()
            block._from_testcase = True  # as Django's own tests do: a durable block within is no mistake
            block.__enter__()
            level = Standing(one, block)
            self._levels.append(level)
            try:
                house = pickle.loads(self._levels[-2].house) if len(self._levels) > 1 else None
                level.gave = one(house)
                level.house = pickle.dumps(level.gave if house is None else house)
            except BaseException:
                self.clear()
                raise

    def clear(self, left: int = 0) -> None:
        from django.db import connection, transaction

        while len(self._levels) > left:
            if connection.in_atomic_block:
                transaction.set_rollback(True)
            self._levels.pop().block.__exit__(None, None, None)


def _is_sound() -> bool:
    """Whether the transaction of the ground is open still."""
    from django.db import connection

    is_open = connection.connection is not None and not getattr(connection.connection, "closed", False)
    return is_open and connection.in_atomic_block and not connection.closed_in_transaction and not connection.needs_rollback


_ground = Ground()


@pytest.fixture
def _django_db_helper(_stand_on_ground, _django_db_helper) -> None:
    """Through here pytest-django opens the transaction of each test: the ground must stand before."""


@pytest.fixture
def _stand_on_ground(request: pytest.FixtureRequest, django_db_setup, django_db_blocker) -> None:
    """The house, where a test asks for it, and what its mark `stands_on` prepares."""
    names = set(request.fixturenames)
    mark = request.node.get_closest_marker("django_db")
    commits = _a_browser_is_open() or bool(names & {"transactional_db", "live_server"}) or bool(mark and mark.kwargs.get("transaction"))
    on = request.node.get_closest_marker("stands_on")

    wanted = (_put_house, *(on.args if on else ())) if "house" in names and not commits else ()
    with django_db_blocker.unblock():
        _ground.stand(*wanted)


@pytest.fixture(autouse=True)
def _an_entry_stands_in_the_transaction_of_an_action(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test stands in a transaction of its own, so `record` would find one open where in the house there is none.

    Code of the product must have opened one more. What a test itself writes may stand in the test's.
    """
    names = set(request.fixturenames)
    if not names & {"db", "_django_db_helper"} and not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("_django_db_helper")
    from django.db import connection, transaction

    from betang.audit import trail

    outside, record = len(connection.atomic_blocks), trail.record
    if not outside:
        return

    def in_an_action(*given: Any, **more: Any) -> Any:
        caller = Path(sys._getframe(1).f_code.co_filename)
        if len(connection.atomic_blocks) <= outside and "tests" not in caller.parts and caller.name != "conftest.py":
            raise transaction.TransactionManagementError("record() must stand in the action's own transaction")
        return record(*given, **more)

    monkeypatch.setattr(trail, "record", in_an_action)


@pytest.fixture(scope="module", autouse=True)
def _no_ground_left(django_db_blocker) -> Iterator[None]:
    """The ground of a file goes with it: the next may open a browser, and then Django looks at another connection."""
    yield
    if _ground.has_house:
        with django_db_blocker.unblock():
            _ground.clear()


def _a_browser_is_open() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@pytest.fixture
def house(db) -> House:
    """The house; what a test changes in it is gone after the test. Each test gets rows of its own."""
    return pickle.loads(_first_house[0]) if _ground.has_house else _put_house()


@pytest.fixture
def prepared() -> list[Any]:
    """What each level of the test's mark `stands_on` returned: `stands_on(one, another)` are functions of the house, the second
    one built upon the first. The test may change what it gets: it is a copy.
    """
    return copy.deepcopy(_ground.prepared)


def _put_house(_below: None = None) -> House:
    """The house is thought out once in a process; later its rows are put again, a model at a time."""
    from betang.edge.models import Generation

    Generation.objects.get_or_create(scope="house", defaults={"value": 1})  # tests that empty all tables take it away
    if not _first_house:
        house, rows = _build_house()
        _first_house.extend((pickle.dumps(house), pickle.dumps(rows)))
        return house
    for model, of_model in pickle.loads(_first_house[1]).items():
        model._base_manager.bulk_create(of_model)
    return pickle.loads(_first_house[0])


def _build_house() -> tuple[House, dict[Any, list[Any]]]:
    """The house, and its rows by model, each model after those that it points to."""
    from betang.accounts.models import Appointment, Person
    from betang.accounts.terms import Post
    from betang.communities.models import Group, Officer
    from betang.communities.terms import GroupKind, OfficerRole, Standing
    from betang.hosting.models import HostName, Site
    from betang.regions.models import Region
    from betang.regions.terms import Kind, Level

    rows: dict[Any, list[Any]] = {model: [] for model in (Region, Group, Site, HostName, Person, Appointment, Officer)}

    def keep(row: Any) -> Any:
        rows[type(row)].append(row)
        return row

    def region(code: str, name: str, level: str, kind: str, parent: object = None):
        return keep(Region.objects.create(code=code, name=name, level=level, kind=kind, parent=parent))

    province = region("62", "Kalimantan Tengah", Level.PROVINCE, Kind.PROVINSI)
    kapuas = region("62.03", "Kapuas", Level.REGENCY, Kind.KABUPATEN, province)
    katingan = region("62.06", "Katingan", Level.REGENCY, Kind.KABUPATEN, province)
    mantangai = region("62.03.05", "Mantangai", Level.DISTRICT, Kind.KECAMATAN, kapuas)
    village = region("62.03.05.2004", "Mantangai Hilir", Level.VILLAGE, Kind.DESA, mantangai)
    far_district = region("62.06.01", "Katingan Hilir", Level.DISTRICT, Kind.KECAMATAN, katingan)
    far_village = region("62.06.01.2003", "Telangkah", Level.VILLAGE, Kind.DESA, far_district)

    def group(name: str, slug: str, where: object, number: str, kind: str):
        made = keep(Group.objects.create(name=name, slug=slug, region=where, kind=kind, standing=Standing.ACTIVE, register_number=number))
        site = keep(Site.objects.create(group=made, slug=slug, title=name, sections=[]))
        keep(HostName.objects.create(host=f"{slug}.localhost", site=site))
        return made, site

    near, near_site = group("KIM Batang Danum", "batang-danum", village, "62.03/KIM/2024/0017", GroupKind.GENERAL)
    far, far_site = group("KIM Nelayan Katingan", "nelayan-katingan", far_village, "62.06/KIM/2024/0003", GroupKind.FISHER)
    people = {name: keep(Person.objects.create_user(name=name.capitalize(), email=f"{name}@contoh.test", password=None)) for name in CAST}

    def appoint(name: str, post: str, *, region: object = None, group_id: object = None) -> None:
        keep(Appointment.objects.create(person=people[name], post=post, region=region, group_id=group_id, from_on=date(2024, 1, 2)))

    appoint("budi", Post.EDITOR, group_id=near.pk)
    appoint("fajar", Post.EDITOR, group_id=far.pk)
    appoint("citra", Post.PLANNER, region=province)
    appoint("dedi", Post.INFORMATION_OFFICER, region=kapuas)
    appoint("eka", Post.PROVINCE_ADMIN, region=province)
    appoint("gita", Post.COORDINATOR, region=kapuas)
    keep(Officer.objects.create(group=near, role=OfficerRole.CHAIR, name="Rina Contoh", from_on=date(2024, 1, 2)))
    house = House(
        province=province,
        kapuas=kapuas,
        katingan=katingan,
        mantangai=mantangai,
        village=village,
        far_district=far_district,
        far_village=far_village,
        group=near,
        far_group=far,
        site=near_site,
        far_site=far_site,
        people=people,
    )
    return house, rows


@pytest.fixture
def run_jobs(db) -> Callable[..., int]:
    """Run what waits, as the worker does: jobs that are due and deliveries to subscribers. Returns how many.

    A job that raises fails the test, unless `failing` is True. `at` (an aware moment) runs what is due until then.
    """
    from django.db.models import F

    from betang.audit import actions
    from betang.audit.models import Pending
    from betang.kernel import clock, queue

    def run(*, failing: bool = False, at=None) -> int:
        from django_tasks_db.models import DBTaskResult

        total = 0
        while True:
            if at is not None:
                DBTaskResult.objects.filter(status="READY", run_after__gt=clock.now(), run_after__lte=at).update(run_after=clock.now())
                Pending.objects.filter(try_at__gt=clock.now(), try_at__lte=at).update(try_at=clock.now())
            told = actions.deliver_pending()
            done, failed = queue.run_due("test")
            if not failing:
                broken = DBTaskResult.objects.failed().first() if failed else None
                assert broken is None, f"a job failed:\n{broken and broken.traceback}"
                stuck = Pending.objects.filter(tries__gt=0).annotate(n=F("tries")).first()
                assert stuck is None, f"{stuck.subscriber} failed: {stuck.last_error}"
            if not told + done:
                return total
            total += told + done

    return run


@pytest.fixture
def shared_data() -> Path:
    """The folder of real files beside the project; tests that want it skip where it is absent (each has a small twin)."""
    folder = Path(__file__).resolve().parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real files are not beside the project; the small twin of this test runs everywhere")
    return folder
