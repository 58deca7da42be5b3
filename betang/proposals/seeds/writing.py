"""Writing the demo world's proposals: every step through its real action, so that trail, clocks and recommendations are what they are."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from betang.accounts.actors import NOBODY, Actor, HeldPost
from betang.accounts.terms import Post
from betang.accounts.tokens import link_token, token_hash
from betang.casework.actions.stepping import quietly
from betang.casework.models import Follower
from betang.casework.terms import Level
from betang.kernel.ids import uuid7
from betang.planning.models import Line
from betang.proposals import actions, photos, rules
from betang.proposals.actions.deciding import PartOf
from betang.proposals.actions.supporting import mark_of
from betang.proposals.models import Attachment, Phase, PriceEntry, Proposal, Quota, Support
from betang.proposals.rules import Values
from betang.proposals.seeds import words
from betang.proposals.seeds.plan import Move, ProposalSeed
from betang.proposals.terms import AttachmentKind, Channel, PhaseKind
from betang.regions.models import Office, Region
from betang.regions.seeds import sample_point

SCENES = {
    "jalan": "jalan", "jembatan": "sungai", "rawat_jalan": "jalan", "air": "rumah", "pipa": "rumah", "drainase": "jalan", "siring": "sungai",
    "irigasi": "sawah", "jalan_tani": "kebun", "sekolah": "sekolah", "paud": "sekolah", "kesehatan": "rumah", "rumah": "rumah",
    "dermaga": "perahu", "pustaka": "sekolah", "pasar": "pasar", "sampah": "sungai", "ikan": "ikan",
}  # fmt: skip
"""Which drawing goes with which kind of wish."""
OFFICES = {
    "1.01": "Disdik", "1.02": "Dinkes", "1.03": "Dinas PUPR", "1.04": "Disperkimtan", "2.11": "DLH", "2.15": "Dishub", "2.23": "Dispursip",
    "3.25": "Diskan", "3.27": "Distan", "3.30": "Disdagperinkop",
}  # fmt: skip
"""Which office sees to a sector."""
POSTS: dict[str, Post] = {
    Level.VILLAGE: Post.VILLAGE_OFFICER, Level.DISTRICT: Post.DISTRICT_OFFICER, Level.COUNCIL: Post.COUNCIL_MEMBER,
    Level.PLANNING: Post.PLANNER, Level.AGENCY: Post.AGENCY_OFFICER, Level.BUDGET_TEAM: Post.BUDGET_TEAM,
}  # fmt: skip


def offices_of_sectors() -> dict[tuple[str, str], UUID]:
    """The offices that see to a sector, by government and short name. One query."""
    found: dict[tuple[str, str], UUID] = {}
    for key, code, short in Office.objects.filter(valid_to__isnull=True).values_list("id", "region__code", "short_name"):
        for name in OFFICES.values():
            if short.startswith(f"{name} "):
                found[code, name] = key
    return found


class Writer:
    """Sends proposals and takes their steps. `people` are those who can sign in, by post and code; everybody else of `folk` is a name."""

    def __init__(
        self, *, now: datetime, folk: Sequence[str], people: Mapping[tuple[str, str], Actor], groups: Mapping[str, tuple[UUID, UUID | None, Actor]],
        pictures: Mapping[str, bytes], seed: int = 62,
    ) -> None:  # fmt: skip
        self.now, self.folk, self.people, self.groups, self.pictures = now, folk, people, groups, pictures
        self.rng = random.Random(f"{seed}:writing proposals")
        self.offices = offices_of_sectors()
        self.of: dict[int, Proposal] = {}
        self.kept: dict[str, Attachment] = {}

    def write(self, seeds: Iterable[ProposalSeed]) -> list[Proposal]:
        """All of them: sent in order, then step by step; what is merged comes last. In the transaction that is open."""
        ordered = list(seeds)
        with quietly():
            for seed in ordered:
                self._send(seed)
            for seed in sorted(ordered, key=lambda one: one.merges_into is not None):
                for move in seed.moves:
                    self._move(seed, move)
                self._link(seed)
        self._followers(ordered)
        self._supports(ordered)
        self._photos(ordered)
        return [self.of[seed.number] for seed in ordered]

    # ---------- Who acts ----------

    def _officer(self, level: str, code: str, office_id: UUID | None = None) -> Actor:
        post = POSTS[level]
        known = self.people.get((post, code))
        if known is not None and (office_id is None or any(held.office_id in (None, office_id) for held in known.posts)):
            return known
        name = self.folk[sum(map(ord, f"{post}{code}{office_id or ''}")) % len(self.folk)]
        return Actor(name=name, posts=(HeldPost(post=post, region_code=code, office_id=office_id),), has_second_factor=True)

    def _holder(self, proposal: Proposal) -> Actor:
        matter = proposal.matter
        assert matter is not None
        return self._officer(matter.level, matter.holder_code, matter.office_id)

    # ---------- Sending ----------

    def _send(self, seed: ProposalSeed) -> None:
        topic, rng = seed.topic, self.rng
        name = rng.choice(self.folk)
        point = sample_point(seed.spot.code, salt=f"usulan {seed.number}") if seed.number % 3 == 0 else None
        values = Values(
            title=seed.title, problem=seed.problem, idea=topic.idea, region_code=seed.spot.code, place_detail=seed.spot_words,
            latitude=point[0] if point else None, longitude=point[1] if point else None,
            field_code=topic.field_code, volume=Decimal(seed.size).quantize(Decimal("0.01")), unit=topic.unit, estimate_idr=seed.estimate_idr,
            beneficiary_count=seed.people, beneficiaries=topic.beneficiaries, land_status=topic.land, proposer_name=name,
            proposer_phone="081200000000" if seed.channel in (Channel.RESIDENT, Channel.GROUP) else "",
        )  # fmt: skip
        actor, group_id, site_id = NOBODY, None, None
        if seed.channel == Channel.GROUP:
            group_id, site_id, actor = self.groups[seed.group]
        elif seed.channel == Channel.MEETING:
            actor = self._officer(Level.VILLAGE, seed.spot.code)
        elif seed.channel == Channel.COUNCIL:
            actor = self._officer(Level.COUNCIL, rules.government_of(seed.spot.code))
        sent = actions.propose(
            actor=actor, values=values, at=seed.sent_at, has_consent=True, key=f"dunia-contoh-{seed.number}", channel=seed.channel,
            group_id=group_id, site_id=site_id, is_for_another=seed.channel in (Channel.GROUP, Channel.MEETING), fiscal_year=seed.year,
            is_sample=True, follows=False,
        )  # fmt: skip
        self.of[seed.number] = sent.proposal

    # ---------- Steps ----------

    def _move(self, seed: ProposalSeed, move: Move) -> None:
        steps: dict[str, Callable[[ProposalSeed, Proposal, Move], object]] = {
            "resend": self._resend, "dispute": self._dispute, "cancel": self._cancel, "retable": self._retable, "budget": self._budget,
            "start": self._start, "progress": self._progress, "complete": self._complete, "drop": self._drop, "merge": self._merge,
            "split": self._split,
        }  # fmt: skip
        proposal = self.of[seed.number]
        steps.get(move.action, self._decide)(seed, proposal, move)

    def _decide(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        matter = proposal.matter
        assert matter is not None
        action = {"take": "take_into_village_plan", "rescue": "rescue_into_village_plan", "to_province": "reroute"}.get(
            move.action, move.action
        )
        above = matter.level == Level.COUNCIL and (Post.COUNCIL_MEMBER, matter.holder_code) in self.people
        if action in ("rescue_into_village_plan", "reopen"):
            actor = self._officer(Level.VILLAGE, seed.spot.code)
        elif above:  # somebody of the secretariat, not the member who proposed it
            actor = Actor(
                name=self.folk[0], has_second_factor=True, posts=(HeldPost(post=Post.COUNCIL_MEMBER, region_code=matter.holder_code),)
            )
        else:
            actor = self._holder(proposal)
        office = None
        if action == "accept" and matter.level == Level.PLANNING or move.action == "reroute":
            office = self._office(matter.holder_code, seed, but=matter.office_id)
        is_yes = action in ("accept", "take_into_village_plan", "rescue_into_village_plan")
        share = self.rng.choice((1.0, 0.95, 0.9, 0.8))
        actions.decide(
            actor=actor, proposal=proposal, action=action, at=move.at, reason_code=move.reason, words=move.said,
            volume=proposal.volume if is_yes else None,
            amount_idr=round((proposal.estimate_idr or 0) * share / 100_000) * 100_000 if is_yes else None, office_id=office,
            to_province=move.action == "to_province", tells=False,
        )  # fmt: skip

    def _office(self, code: str, seed: ProposalSeed, *, but: UUID | None) -> UUID:
        first = self.offices.get((code, OFFICES[seed.topic.field_code]))
        if first is not None and first != but and "reroute" not in [one.action for one in seed.moves]:
            return first
        others = sorted((name, key) for (where, name), key in self.offices.items() if where == code and key not in (but, first))
        if but is not None and first is not None and first != but:
            return first  # rerouted to where it belongs
        return others[sum(map(ord, seed.title)) % len(others)][1]

    def _resend(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        values = Values(
            title=proposal.title, problem=proposal.problem, idea=f"{proposal.idea} Foto keadaan sekarang sudah kami lampirkan.",
            place_detail=proposal.place_detail, volume=proposal.volume, unit=proposal.unit, estimate_idr=proposal.estimate_idr,
            beneficiary_count=proposal.beneficiary_count, beneficiaries=proposal.beneficiaries, land_status=proposal.land_status,
        )  # fmt: skip
        actions.answer_return(actor=NOBODY, proposal=proposal, values=values, at=move.at, words=move.said, has_token=True)

    def _dispute(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actions.dispute(actor=NOBODY, proposal=proposal, at=move.at, reason_code=move.reason, words=move.said, has_token=True)

    def _cancel(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actions.withdraw(actor=NOBODY, proposal=proposal, at=move.at, words=move.said, has_token=True)

    def _retable(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actor = self._officer(Level.VILLAGE, seed.spot.code)
        actions.retable(actor=actor, proposal=proposal, fiscal_year=proposal.fiscal_year + 1, at=move.at, words=move.said, tells=False)

    def _budget(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actions.budget(actor=self._holder(proposal), proposal=proposal, at=move.at, words=move.said)

    def _start(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actions.start_work(actor=self._holder(proposal), proposal=proposal, at=move.at, words=move.said)

    def _progress(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actions.report_progress(actor=self._holder(proposal), proposal=proposal, at=move.at, words=move.said, percent=move.percent)

    def _complete(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actions.complete(actor=self._holder(proposal), proposal=proposal, at=move.at, words=move.said)

    def _drop(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        actions.drop(actor=self._holder(proposal), proposal=proposal, at=move.at, reason_code=move.reason, words=move.said)

    def _merge(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        assert seed.merges_into is not None
        target = self.of[seed.merges_into]
        actions.merge_into(
            actor=self._holder(proposal), proposal=proposal, into=target, at=move.at, reason_code=move.reason, words=move.said
        )

    def _split(self, seed: ProposalSeed, proposal: Proposal, move: Move) -> None:
        half = (proposal.estimate_idr or 0) // 2
        parts = [PartOf(title=pattern.format(title=seed.title)[:150], estimate_idr=half) for pattern in words.PART_TITLES]
        actions.split_into(
            actor=self._holder(proposal), proposal=proposal, parts=parts, at=move.at, reason_code=move.reason, words=move.said
        )

    def _link(self, seed: ProposalSeed) -> None:
        if not seed.line:
            return
        proposal = self.of[seed.number]
        line = Line.objects.get(number=seed.line)
        at = seed.moves[-1].at
        actions.link_outcome(actor=self._holder_or_planner(proposal), proposal=proposal, line=line, at=at, amount_idr=line.effective_idr)

    def _holder_or_planner(self, proposal: Proposal) -> Actor:
        matter = proposal.matter
        assert matter is not None
        if matter.is_open:
            return self._holder(proposal)
        return self._officer(Level.PLANNING, rules.government_of(matter.region.code))

    # ---------- What people add ----------

    def _followers(self, seeds: Sequence[ProposalSeed]) -> None:
        rows = []
        for seed in seeds:
            for number in range(seed.followers):
                pk = uuid7()
                rows.append(
                    Follower(
                        pk=pk, matter=self.of[seed.number].matter, email=f"warga{seed.number}-{number}@contoh.test",
                        token_hash=token_hash(link_token(pk, 1)), language="id", at=seed.sent_at, confirmed_at=seed.sent_at,
                    )
                )  # fmt: skip
        ended = [row for row in rows if not row.matter.is_open and row.matter.outcome == "merged"]
        Follower.objects.bulk_create([row for row in rows if row not in ended], batch_size=500)

    def _supports(self, seeds: Sequence[ProposalSeed]) -> None:
        rows, proposals = [], []
        for seed in seeds:
            proposal = self.of[seed.number]
            if not seed.supports or seed.end in ("merged", "split"):
                continue
            confirmed = 0
            for number in range(seed.supports):
                pk = uuid7()
                at = min(seed.sent_at + timedelta(days=1 + number % 20, minutes=number), self.now)
                is_sure = number % 5 < 2
                confirmed += is_sure
                rows.append(
                    Support(
                        pk=pk, proposal=proposal, mark=mark_of(f"contoh:{seed.number}:{number}"), token_hash=token_hash(link_token(pk, 1)),
                        at=at, confirmed_at=at if is_sure else None,
                    )
                )  # fmt: skip
            proposal.support_count, proposal.confirmed_support_count = seed.supports, confirmed
            proposals.append(proposal)
        Support.objects.bulk_create(rows, batch_size=1000)
        Proposal.objects.bulk_update(proposals, ["support_count", "confirmed_support_count"], batch_size=200)

    def _photos(self, seeds: Sequence[ProposalSeed]) -> None:
        rows = []
        for seed in seeds:
            scene = SCENES[seed.topic.name]
            for number in range(min(seed.photos, 2)):
                shown = scene if number == 0 else "jalan" if scene != "jalan" else "rumah"
                if shown not in self.pictures:
                    continue
                if shown not in self.kept:
                    self.kept[shown] = photos.keep(io.BytesIO(self.pictures[shown]), AttachmentKind.PHOTO)
                made = self.kept[shown]
                rows.append(
                    Attachment(
                        proposal=self.of[seed.number], kind=AttachmentKind.PHOTO, name=f"contoh-{shown}.webp", path=made.path,
                        media_type=made.media_type, size_bytes=made.size_bytes, sha256=made.sha256, width=made.width, height=made.height,
                        alt=f"Gambar contoh: {seed.title}"[:250], added_at=seed.sent_at,
                    )
                )  # fmt: skip
        Attachment.objects.bulk_create(rows)


# ---------- Calendar, quotas, prices ----------

PHASES: tuple[tuple[str, tuple[int, int, int], tuple[int, int, int], str, bool], ...] = (
    (PhaseKind.VILLAGE_PROPOSALS, (-1, 1, 9), (-1, 2, 14), "Surat edaran musrenbang (contoh), menurut jadwal Kalteng 2025", False),
    (PhaseKind.VILLAGE_ASSEMBLY, (-1, 1, 12), (-1, 1, 31), "PP 43/2014 pasal 114; panduan musrenbang", False),
    (PhaseKind.DISTRICT_FORUM, (-1, 2, 3), (-1, 2, 20), "Permendagri 86/2017, tanggal belum diperiksa", False),
    (PhaseKind.COUNCIL_PROPOSALS, (-1, 1, 9), (-1, 3, 6), "Tata tertib DPRD (contoh)", False),
    (PhaseKind.PLANNING_REVIEW, (-1, 2, 16), (-1, 3, 13), "Surat edaran musrenbang (contoh)", False),
    (PhaseKind.AGENCY_FORUM, (-1, 2, 23), (-1, 3, 13), "Permendagri 86/2017, tanggal belum diperiksa", False),
    (PhaseKind.REGENCY_FORUM, (-1, 3, 16), (-1, 3, 31), "UU 25/2004 pasal 23 ayat (2): paling lambat Maret", True),
    (PhaseKind.PROVINCE_FORUM, (-1, 4, 6), (-1, 4, 17), "UU 25/2004 pasal 23; tanggal belum diperiksa", False),
    (PhaseKind.BUDGET, (-1, 7, 6), (-1, 11, 30), "PP 12/2019 pasal 90, 104 dan 106: disetujui paling lambat 30 November", True),
    (PhaseKind.VILLAGE_PLAN, (-1, 7, 1), (-1, 9, 30), "Permendagri 114/2014: mulai Juli, ditetapkan akhir September", True),
    (PhaseKind.VILLAGE_BUDGET, (-1, 10, 1), (-1, 12, 31), "PP 43/2014 pasal 101: ditetapkan paling lambat 31 Desember", True),
)  # fmt: skip
"""Kind, first and last day (years from the fiscal year, month, day), source, whether somebody read the source. Source: DOMAIN §2.3."""
OF_PROVINCE = {PhaseKind.VILLAGE_PROPOSALS, PhaseKind.PROVINCE_FORUM, PhaseKind.BUDGET}
NOT_LOCAL = {PhaseKind.PROVINCE_FORUM}


def write_calendar(province: Region, regencies: Sequence[Region], years: Sequence[int]) -> None:
    """The calendars of the province and its kabupaten, quotas and a small price dictionary."""
    phases, quotas, prices = [], [], []
    offices = offices_of_sectors()
    for year in years:
        for region in (province, *regencies):
            is_province = region.code == province.code
            for kind, (first, *begins), (last, *ends), source, is_verified in PHASES:
                if (is_province and kind not in OF_PROVINCE) or (not is_province and kind in NOT_LOCAL):
                    continue
                phases.append(
                    Phase(
                        region=region, fiscal_year=year, kind=kind, opens_on=date(year + first, *begins), closes_on=date(year + last, *ends),
                        source=source, is_verified=is_verified, note="Data contoh",
                    )
                )  # fmt: skip
        quotas.append(
            Quota(
                region=province, fiscal_year=year, from_level="regency", limit=50,
                source="Praktik Kalimantan Tengah 2025: paling banyak 50 usulan tiap kabupaten/kota (data contoh)",
            )
        )  # fmt: skip
        for region in regencies:
            for number, topic in enumerate(words.TOPICS, 1):
                prices.append(
                    PriceEntry(
                        region=region, fiscal_year=year, code=f"{year}-{number:03d}", name=f"{_plain(topic.titles[0])} (data contoh)", channel=Channel.MEETING, field_code=topic.field_code,
                        unit=topic.unit, unit_price_idr=topic.price_idr, office_id=offices.get((region.code, OFFICES[topic.field_code])),
                        output_text=f"{topic.unit.capitalize()} yang terbangun", outcome_text=topic.beneficiaries,
                    )
                )  # fmt: skip
    Phase.objects.bulk_create(phases)
    Quota.objects.bulk_create(quotas)
    PriceEntry.objects.bulk_create(prices)


def _plain(title: str) -> str:
    """A title without its place: `Sumur bor untuk {spot}` → `Sumur bor`."""
    head = title.split("{")[0].strip()
    for word in ("untuk", "di", "menuju", "ke", "sampai"):
        head = head.removesuffix(f" {word}")
    return head
