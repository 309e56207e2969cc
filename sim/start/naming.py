"""Stable names and codes: adding one more member to a group renames nobody and moves nobody to another sector."""

from collections.abc import Iterable, Mapping
from zlib import crc32

import numpy as np

from sim.stages import Named, Sector
from sim.tables import NOBODY, SECTORS

GOLDEN = 0.6180339887498949  # spreads the numbers 0, 1, 2, ... evenly over sectors, whatever their count
AREA_BITS = 12  # low bits of a name's high word that say the area
MOST_AREAS = 1 << AREA_BITS


def code(enum: type[Named], key: str) -> int:
    """The integer of a name used in scenario files."""
    return int(enum[key.upper()])


def mask(enum: type[Named], keys: Iterable[str]) -> int:
    """Eligibility as bits; 0 admits all."""
    return sum(1 << code(enum, key) for key in keys)


def sector_or_any(key: str) -> int:
    """Sector code, NOBODY for "any"."""
    return NOBODY if key == "any" else code(Sector, key)


class Names:
    """Stable numbers from text; two texts that collide are told apart by the order in which they come."""

    def __init__(self, keep: int) -> None:
        self.keep = keep
        self.taken: set[int] = set()

    def of(self, text: str) -> int:
        """A number of which only the bits in `keep` are used, not given to any other text before."""
        salt = 0
        while (name := crc32(f"{text}#{salt}".encode()) & self.keep) in self.taken:
            salt += 1
        self.taken.add(name)
        return name


def high_words() -> Names:
    """Names for the high word of an entity: 31 bits, of which the low `AREA_BITS` are left for the area."""
    return Names(0x7FFFFFFF ^ (MOST_AREAS - 1))


def sector_shares(mix: Mapping[str, float]) -> np.ndarray:
    """Cumulative shares over all sectors, ending in exactly 1."""
    shares = np.zeros(SECTORS)
    for key, share in mix.items():
        shares[code(Sector, key)] = share
    cumulative = np.cumsum(shares) / shares.sum()
    cumulative[-1] = 1.0
    return cumulative


def sector_of(number: int, cumulative: np.ndarray) -> int:
    """The sector of the n-th member of a group: a fixed, even sequence, so that one more member moves nobody."""
    return int(np.searchsorted(cumulative, (0.5 + number * GOLDEN) % 1.0, side="right"))
