"""Names of the demo world: people who do not exist. Every page of the demo world says so."""

from __future__ import annotations

import random

WOMEN = (
    "Inai Suri", "Tiwi Lestari", "Rina Danum", "Mariana Bulau", "Sari Kameloh", "Lusia Tumbang", "Norhayati", "Yanti Rayan", "Dewi Anjan",
    "Ester Manasa", "Siti Maimunah", "Hanna Lewu", "Rusdiana", "Melati Hanjak", "Juwita Sahai", "Nita Petak", "Marta Kahayan", "Lilis Handep",
    "Raudah", "Vina Tatas", "Kristina Bahalap", "Noor Aini", "Selvi Pambelum", "Yuliana Ranying", "Aminah", "Dina Sangiang", "Wati Basara",
    "Fitri Handayani", "Rosa Lampang", "Ida Batuah",
)  # fmt: skip
MEN = (
    "Amai Tundan", "Jaya Tingang", "Rahmadi", "Yosep Bulan", "Herman Danau", "Andi Ulin", "Suriansyah", "Dedi Lunuk", "Petrus Sahan",
    "Junaidi", "Markus Garing", "Basri", "Eko Tabiran", "Lukas Handuran", "Syahrani", "Darius Nyaru", "Iwan Kasturi", "Gunawan Rotan",
    "Arbain", "Simon Batang", "Hadi Purnomo", "Yanto Rimba", "Karlos Petehu", "Misran", "Tomi Kalaka", "Abdul Gafar", "Benyamin Tarung",
    "Rizky Pratama", "Otto Mihing", "Zainal Arus",
)  # fmt: skip


def pick(rng: random.Random, count: int) -> list[str]:
    """`count` different names, women and men in turn."""
    women = rng.sample(WOMEN, min(count, len(WOMEN)))
    men = rng.sample(MEN, min(count, len(MEN)))
    mixed = [name for pair in zip(women, men, strict=False) for name in pair]
    return mixed[:count]
