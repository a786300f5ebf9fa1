"""Which keys a table has shown already, in eight bytes a key."""

from array import array
from bisect import bisect_left
from collections.abc import Hashable

BLOCK = 250_000


class SeenKeys:
    """Remembers hashes of keys: the latest in a set, the older in sorted blocks. Memory: 8 bytes a key."""

    def __init__(self) -> None:
        self.recent: set[int] = set()
        self.blocks: list[array[int]] = []

    def add(self, key: Hashable) -> bool:
        """Remember the key; whether it is new. (Two of ten million keys collide once in a million imports.)"""
        mark = hash(key)
        if mark in self.recent:
            return False
        for block in self.blocks:
            place = bisect_left(block, mark)
            if place < len(block) and block[place] == mark:
                return False
        self.recent.add(mark)
        if len(self.recent) >= BLOCK:
            self.blocks.append(array("q", sorted(self.recent)))
            self.recent = set()
        return True
