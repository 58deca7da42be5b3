"""Writing the trail and keeping it: chains, roots, erasure, forms sent twice."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from betang.audit import actions, commands, queries, seals, trail
from betang.audit.models import Entry, Head, Leaf, Pending, Receipt, Root, Unchanging
from betang.audit.verification import verify
from betang.kernel.actor import Actor
from betang.kernel.ids import uuid7

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
BUDI = Actor(id=uuid7(), name="Budi")
on_both = pytest.mark.django_db


def main(words: list[str]) -> int:
    """The package's own verbs, as `betang` runs them."""
    parser = ArgumentParser()
    commands.register(parser.add_subparsers())
    options = parser.parse_args(words)
    return options.run(options)


def thing(key=None) -> Receipt:
    """Any row with a UUID key will do as a subject; nothing of it is read but its type and key."""
    subject = Head(subject_type="x", subject_id=uuid4())
    subject.pk = key or uuid7()
    return subject


def write(subject, n=1, *, actor=BUDI, **more) -> list[Entry]:
    with transaction.atomic():
        return [
            trail.record("test.thing.changed", subject, actor=actor, data={"n": i}, at=NOW + timedelta(minutes=i), **more) for i in range(n)
        ]


def tamper(sql, *params):
    """What somebody with the database's password can do."""
    seals.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
    seals.build(connection)


def bare(key):
    return key if connection.features.has_native_uuid_field else key.hex


@on_both
def test_entries_of_one_thing_form_a_chain_and_its_history_is_one_query(django_assert_num_queries):
    subject = thing()
    first, second, third = write(subject, 3)
    write(thing(), 2, public=True)
    assert [first.subject_seq, second.subject_seq, third.subject_seq] == [1, 2, 3]
    assert second.previous_hash == first.hash
    with django_assert_num_queries(1):
        assert [entry.pk for entry in queries.history(subject, public_only=False)] == [first.pk, second.pk, third.pk]
    assert queries.history(subject, public_only=True) == []
    write(subject, 50)
    with django_assert_num_queries(1):
        assert len(queries.history(subject, public_only=False)) == 53


@on_both
def test_an_entry_costs_three_queries_and_stands_only_in_a_transaction(django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(trail, "_subscriptions", [])
    subject = thing()
    write(subject)
    with transaction.atomic(), django_assert_num_queries(3):
        trail.record("test.thing.changed", subject, actor=BUDI)


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_recorded():
    with pytest.raises(transaction.TransactionManagementError):
        trail.record("test.thing.changed", thing(), actor=BUDI)


@on_both
def test_an_entry_is_never_changed_or_removed_by_model_or_by_sql():
    (entry,) = write(thing())
    entry.reason = "another"
    for attempt in (entry.save, entry.delete, Entry.objects.all().delete, lambda: Entry.objects.update(reason="x")):
        with pytest.raises(Unchanging):
            attempt()
    Root.objects.create(day=date(2026, 11, 1), at=NOW, chains=0, hash="h")
    for sql in (
        "UPDATE audit_entry SET reason = 'x'",
        "UPDATE audit_entry SET actor_name = 'Fajar'",
        "UPDATE audit_entry SET actor_name = '', actor_salt = '', reason = 'x'",
        "DELETE FROM audit_entry",
        "UPDATE audit_root SET hash = 'x'",
        "DELETE FROM audit_root",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Entry.objects.get().reason == ""


@on_both
def test_verification_finds_what_was_changed_removed_inserted_or_cut_off():
    subject, other = thing(), thing()
    entries = write(subject, 5)
    write(other, 2)
    assert verify().problems == []
    table, key = "audit_entry", "id = %s"

    def found_after(sql, *params):
        with transaction.atomic():
            tamper(sql, *params)
            problems = verify().problems
            assert problems == verify(subject_type=entries[0].subject_type, subject_id=subject.pk).problems
            transaction.set_rollback(True)
        return {problem.kind for problem in problems if str(subject.pk) in problem.where} if problems else set()

    assert "changed" in found_after(f"UPDATE {table} SET reason = 'bribed' WHERE {key}", bare(entries[1].pk))
    assert "changed" in found_after(f"UPDATE {table} SET actor_name = 'Fajar' WHERE {key}", bare(entries[1].pk))
    assert "changed" in found_after(f"UPDATE {table} SET at = %s WHERE {key}", NOW - timedelta(days=9), bare(entries[1].pk))
    assert "removed" in found_after(f"DELETE FROM {table} WHERE {key}", bare(entries[2].pk))
    assert "removed" in found_after(f"DELETE FROM {table} WHERE {key}", bare(entries[0].pk))
    assert "cut" in found_after(f"DELETE FROM {table} WHERE {key}", bare(entries[4].pk))
    assert "cut" in found_after(f"DELETE FROM {table} WHERE subject_id = %s", bare(subject.pk))
    assert verify().problems == []


@on_both
def test_a_forged_entry_with_a_right_hash_is_found_by_the_head():
    subject = thing()
    last = write(subject, 2)[-1]
    forged = Entry(
        verb="test.thing.forged", subject_type=last.subject_type, subject_id=subject.pk, subject_seq=3, at=NOW, previous_hash=last.hash
    )
    forged.hash = trail.entry_hash(forged)
    Entry.objects.bulk_create([forged])
    assert [problem.kind for problem in verify().problems] == ["inserted"]


@on_both
def test_a_rewritten_chain_is_found_by_the_published_root_even_when_its_head_was_rewritten_too():
    subject = thing()
    entries = write(subject, 3)
    root = actions.publish_root(day=date(2026, 11, 23), at=NOW)
    assert root is not None
    assert verify().problems == []
    with transaction.atomic():
        tamper("DELETE FROM audit_entry WHERE id = %s", bare(entries[2].pk))
        tamper("UPDATE audit_head SET seq = 2, hash = %s", entries[1].hash)
        assert {problem.kind for problem in verify().problems} == {"cut"}
        transaction.set_rollback(True)
    with transaction.atomic():
        tamper("DELETE FROM audit_leaf")
        assert {problem.kind for problem in verify().problems} == {"root"}
        transaction.set_rollback(True)


@on_both
def test_each_day_has_one_root_over_what_moved_and_over_the_root_before(django_assert_num_queries):
    first_thing, second_thing = thing(), thing()
    write(first_thing, 2)
    write(second_thing)
    one = actions.publish_root(day=date(2026, 11, 22), at=NOW)
    assert actions.publish_root(day=date(2026, 11, 22), at=NOW) is None
    assert actions.publish_root(day=date(2026, 11, 20), at=NOW) is None
    write(first_thing)
    two = actions.publish_root(day=date(2026, 11, 23), at=NOW)
    assert (one.chains, two.chains) == (2, 1)
    assert two.previous_hash == one.hash
    with django_assert_num_queries(1):
        assert [root.hash for root in queries.roots()] == [two.hash, one.hash]
    assert actions.root_hash(two.day, two.previous_hash, queries.leaves(two)) == two.hash
    assert verify().problems == []
    assert Leaf.objects.count() == 3


@on_both
def test_a_name_can_be_erased_and_the_chain_still_holds():
    subject = thing()
    write(subject, 2)
    write(subject, 1, actor=Actor(id=uuid7(), name="Gita"))
    assert actions.forget_actor(BUDI.id) == 2
    report = verify()
    assert (report.problems, report.forgotten, report.entries) == ([], 2, 3)
    shown = [entry.who for entry in queries.history(subject, public_only=False)]
    assert shown[2] == "Gita"
    assert "Budi" not in shown
    assert "Budi" not in str(list(Entry.objects.values()))
    assert actions.forget_actor(BUDI.id) == 0
    with transaction.atomic():
        tamper("UPDATE audit_entry SET actor_name = 'Fajar' WHERE actor_salt = ''")
        assert {problem.kind for problem in verify().problems} == {"changed"}
        transaction.set_rollback(True)


@on_both
def test_the_command_says_which_chain_was_touched_and_fails(capsys):
    subject = thing()
    entries = write(subject, 2)
    assert main(["audit", "verify"]) == 0
    tamper("UPDATE audit_entry SET reason = 'x' WHERE id = %s", bare(entries[0].pk))
    assert main(["audit", "verify"]) == 1
    assert f"{subject.pk}" in capsys.readouterr().out
    assert main(["audit", "verify", "--subject", entries[0].subject_type, str(subject.pk)]) == 1
    assert main(["audit", "verify", "--subject", entries[0].subject_type, str(uuid4())]) == 0
    assert main(["audit", "verify", "--subject", "x", "no key"]) == 2


@on_both
def test_many_first_entries_are_a_chain_each():
    subjects = [thing() for _ in range(30)]
    trail.record_first("test.thing.made", [(one, {"n": n}, None) for n, one in enumerate(subjects)], actor=BUDI)
    write(subjects[7])
    report = verify()
    assert (report.problems, report.chains, report.entries) == ([], 30, 31)


def in_processes(*functions):
    """Run each in a thread with a connection of its own, all begun together; returns what they raised."""
    errors: list[BaseException] = []
    gate = threading.Barrier(len(functions))

    def run(function):
        try:
            gate.wait(10)
            function()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return errors


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_record_on_one_thing_at_once_make_one_chain():
    subject = thing()
    assert in_processes(*[lambda: [write(subject) for _ in range(10)]] * 4) == []
    report = verify()
    assert (report.problems, report.chains, report.entries) == ([], 1, 40)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_the_same_moment_is_carried_out_once():
    done = []
    answers = []

    def send():
        with trail.once("key", scope="Budi") as form:
            if not form.repeated:
                done.append(1)
                form.location = "/kim/batang-danum/"
            answers.append((form.repeated, form.location))

    assert in_processes(*[send] * 4) == []
    assert done == [1]
    assert sorted(answers) == [(False, "/kim/batang-danum/")] + [(True, "/kim/batang-danum/")] * 3


@on_both
def test_a_form_sent_again_finds_the_first_answer_and_another_persons_key_is_another():
    def send(key, scope):
        with trail.once(key, scope=scope) as form:
            if form.repeated:
                return form.location
            form.location = f"/made/{scope}/"
            return "done"

    assert [send("k", "budi"), send("k", "budi"), send("k", "fajar"), send("", "budi"), send("", "budi")] == [
        "done",
        "/made/budi/",
        "done",
        "done",
        "done",
    ]


@on_both
def test_a_form_that_failed_or_was_refused_may_be_sent_again_and_leaves_nothing():
    subject = thing()
    with pytest.raises(ZeroDivisionError), trail.once("k", scope="budi") as form:  # noqa: PT012
        write(subject)
        form.location = "/made/"
        raise ZeroDivisionError
    assert (Receipt.objects.count(), queries.history(subject, public_only=False)) == (0, [])
    with trail.once("k", scope="budi") as form:
        assert not form.repeated  # the input was wrong; the page is shown again, with the same key
    with trail.once("k", scope="budi") as form:
        assert not form.repeated
        form.location = "/made/"
    with trail.once("k", scope="budi") as form:
        assert form.repeated


@on_both
def test_old_receipts_are_thrown_away():
    Receipt.objects.create(key="old", scope="x", at=NOW - timedelta(days=40))
    Receipt.objects.create(key="new", scope="x", at=NOW)
    assert actions.prune(at=NOW) == 1
    assert Receipt.objects.get().key == "new"


@pytest.fixture
def subscribers(monkeypatch):
    monkeypatch.setattr(trail, "_subscriptions", [])
    return trail.subscribe


@on_both
def test_a_subscriber_that_fails_is_told_again_and_holds_up_no_other(subscribers, run_jobs, house):
    from betang.kernel import fence

    told = []
    broken = [True]

    def fragile(entry):
        Receipt.objects.create(key=f"half {entry.pk.hex}"[:60], scope="x", at=NOW)
        if broken[0]:
            raise ValueError("the gateway is down")
        told.append(("fragile", entry.subject_seq))

    subscribers("test.*", fragile, name="fragile")
    subscribers("test.thing.*", lambda entry: told.append(("sturdy", entry.subject_seq, fence.current_site_id())), name="sturdy")
    subscribers("other.*", lambda entry: told.append("never"), name="other")
    write(thing(), 2, site_id=house.site.pk)
    run_jobs(failing=True)
    assert sorted(told) == [("sturdy", 1, house.site.pk), ("sturdy", 2, house.site.pk)]
    left = list(Pending.objects.order_by("pk"))
    assert [(one.subscriber, one.tries, one.last_error) for one in left] == [("fragile", 1, "ValueError: the gateway is down")] * 2
    assert Receipt.objects.count() == 0, "what a failed subscriber wrote is taken back"
    broken[0] = False
    run_jobs(failing=True, at=datetime.now(UTC) + timedelta(days=1))
    assert sorted(told)[:2] == [("fragile", 1), ("fragile", 2)]
    assert Pending.objects.count() == 0


@on_both
def test_an_inline_subscriber_that_fails_takes_the_action_back(subscribers):
    def refuse(entry):
        raise ValueError("no")

    subscribers("test.*", refuse, name="refuse", inline=True)
    subject = thing()
    with pytest.raises(ValueError, match="no"):
        write(subject)
    assert queries.history(subject, public_only=False) == []


@on_both
def test_a_delivery_that_a_worker_began_is_not_begun_by_another(subscribers):
    subscribers("test.*", lambda entry: None, name="one")
    write(thing())
    Pending.objects.update(try_at=datetime.now(UTC) + actions.HELD, tries=1)
    assert actions.deliver_pending() == 0
    assert actions.deliver_pending(at=datetime.now(UTC) + actions.HELD * 2) == 1


@on_both
def test_what_is_stuck_is_shown(subscribers):
    subscribers("test.*", lambda entry: 1 / 0, name="one")
    write(thing())
    moment = datetime.now(UTC)
    for _ in range(queries.STUCK_FROM):
        moment += timedelta(days=1)
        actions.deliver_pending(at=moment)
    (one,) = queries.stuck()
    assert one.last_error == "ZeroDivisionError: division by zero"
