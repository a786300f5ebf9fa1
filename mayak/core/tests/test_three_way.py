"""What becomes of a value that two people may have changed."""

from hypothesis import given
from hypothesis import strategies as st

from mayak.core.three_way import Verdict, compare

VALUES = st.sampled_from(["", "a", "b", "c"])


@given(seen=VALUES, theirs=VALUES, mine=VALUES)
def test_nothing_is_lost_without_a_word(seen: str, theirs: str, mine: str) -> None:
    verdict = compare(seen, theirs, mine)

    # Written over: only what this person had before them. Left as it is: only what this person did not change.
    assert verdict is not Verdict.WRITE or theirs == seen
    assert verdict not in {Verdict.THEIRS, Verdict.SAME} or mine in {seen, theirs}
    assert (verdict is Verdict.CONFLICT) == (len({seen, theirs, mine}) == 3)


@given(seen=VALUES, mine=VALUES)
def test_alone_one_always_gets_what_one_typed(seen: str, mine: str) -> None:
    assert compare(seen, seen, mine) is (Verdict.SAME if mine == seen else Verdict.WRITE)
