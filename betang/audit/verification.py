"""Checking the trail: every hash again, every chain without gap, every head and every root against its entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from betang.audit import actions, trail
from betang.audit.models import Entry, Head, Leaf, Root


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where. `kind` is one of changed, removed, inserted, cut, root."""

    kind: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.detail}"


@dataclass(slots=True)
class Report:
    """What a verification has seen. `forgotten` counts the entries whose actor's name was erased."""

    chains: int = 0
    entries: int = 0
    roots: int = 0
    forgotten: int = 0
    problems: list[Problem] = field(default_factory=list)


def verify(*, subject_type: str = "", subject_id: UUID | None = None) -> Report:
    """Check all chains and roots, or one subject's chain and what the roots say of it.

    Reads every entry once, in the order of the chains, a thousand at a time: memory does not grow with the trail.
    """
    only: dict[str, Any] = {}
    if subject_type:
        only["subject_type"] = subject_type
    if subject_id is not None:
        only["subject_id"] = subject_id
    report = Report()
    rows = Entry.objects.filter(**only).order_by("subject_type", "subject_id", "subject_seq").iterator(chunk_size=1000)
    heads = Head.objects.filter(**only).order_by("subject_type", "subject_id").iterator(chunk_size=1000)
    _check_chains(report, rows, heads)
    _check_leaves(report, only)
    if not only:
        _check_roots(report)
    return report


def _name(subject_type: str, subject_id: UUID) -> str:
    return f"{subject_type} {subject_id}"


def _check_chains(report: Report, rows: Iterator[Entry], heads: Iterator[Head]) -> None:
    head = next(heads, None)
    for (subject_type, subject_id), chain in groupby(rows, key=lambda entry: (entry.subject_type, entry.subject_id)):
        while head is not None and (head.subject_type, head.subject_id.hex) < (subject_type, subject_id.hex):
            _check_end(report, head, 0, "")
            head = next(heads, None)
        seq, last = _check_chain(report, _name(subject_type, subject_id), chain)
        if head is not None and (head.subject_type, head.subject_id) == (subject_type, subject_id):
            _check_end(report, head, seq, last)
            head = next(heads, None)
        else:
            report.problems.append(Problem("inserted", _name(subject_type, subject_id), "the chain has no head"))
    while head is not None:
        _check_end(report, head, 0, "")
        head = next(heads, None)


def _check_chain(report: Report, where: str, chain: Iterator[Entry]) -> tuple[int, str]:
    report.chains += 1
    seq, last = 0, ""
    for entry in chain:
        report.entries += 1
        if entry.subject_seq != seq + 1:
            missing = f"#{seq + 1}" if entry.subject_seq == seq + 2 else f"#{seq + 1} to #{entry.subject_seq - 1}"
            report.problems.append(Problem("removed", where, f"{missing} is missing"))
        elif entry.previous_hash != last:
            report.problems.append(Problem("inserted", where, f"#{entry.subject_seq} does not continue #{seq}"))
        if entry.hash != trail.entry_hash(entry):
            report.problems.append(Problem("changed", where, f"#{entry.subject_seq} ({entry.verb}) is not what was written"))
        if entry.actor_salt:
            if entry.actor_mark != trail.actor_mark(entry.actor_name, entry.actor_salt):
                report.problems.append(Problem("changed", where, f"#{entry.subject_seq}: the actor's name is not what was written"))
        elif entry.actor_mark:
            report.forgotten += 1
            if entry.actor_name:
                report.problems.append(Problem("changed", where, f"#{entry.subject_seq}: a name was written over an erased one"))
        elif entry.actor_name:
            report.problems.append(Problem("changed", where, f"#{entry.subject_seq}: a name was added"))
        seq, last = entry.subject_seq, entry.hash
    return seq, last


def _check_end(report: Report, head: Head, seq: int, last: str) -> None:
    where = _name(head.subject_type, head.subject_id)
    if seq < head.seq:
        report.problems.append(Problem("cut", where, f"ends at #{seq}, but had #{head.seq}"))
    elif seq > head.seq:
        report.problems.append(Problem("inserted", where, f"ends at #{seq}, but should end at #{head.seq}"))
    elif last != head.hash:
        report.problems.append(Problem("changed", where, f"#{seq} is not the entry that was written last"))


def _check_leaves(report: Report, only: dict[str, Any]) -> None:
    """Each leaf names an entry that must still stand there: a chain cut off with its head is found by its roots."""
    batch: list[Leaf] = []

    def look() -> None:
        found = {
            (row["subject_type"], row["subject_id"], row["subject_seq"]): row["hash"]
            for row in Entry.objects.filter(subject_id__in={leaf.subject_id for leaf in batch}).values(
                "subject_type", "subject_id", "subject_seq", "hash"
            )
        }
        for leaf in batch:
            stands = found.get((leaf.subject_type, leaf.subject_id, leaf.seq))
            where = _name(leaf.subject_type, leaf.subject_id)
            if stands is None:
                report.problems.append(Problem("cut", where, f"#{leaf.seq} stood in the root of {leaf.root_id} and is missing"))
            elif stands != leaf.hash:
                report.problems.append(Problem("changed", where, f"#{leaf.seq} differs from what the root of {leaf.root_id} covers"))
        batch.clear()

    for leaf in Leaf.objects.filter(**only).order_by("pk").iterator(chunk_size=500):
        batch.append(leaf)
        if len(batch) == 500:
            look()
    look()


def _check_roots(report: Report) -> None:
    previous = ""
    for root in Root.objects.order_by("day").iterator(chunk_size=100):
        report.roots += 1
        leaves = list(root.leaves.all())
        if root.previous_hash != previous:
            report.problems.append(Problem("root", str(root.day), "does not continue the root before it"))
        if len(leaves) != root.chains or actions.root_hash(root.day, root.previous_hash, leaves) != root.hash:
            report.problems.append(Problem("root", str(root.day), "is not the hash of what it covers"))
        previous = root.hash
