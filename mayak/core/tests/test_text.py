"""Codes made of names."""

from mayak.core.text import free_code


def test_a_code_is_made_of_a_name_and_never_taken_twice() -> None:
    assert free_code("Щедрый, крупный", (), otherwise="segment", between="_") == "shchedryy_krupnyy"
    assert free_code("Large", {"large", "large-2"}, otherwise="segment") == "large-3"
    assert free_code("1–5 человек", (), otherwise="size") == "size-15-chelovek"
    assert free_code("«…»", (), otherwise="size") == "size"


def test_a_code_is_no_longer_than_its_column_also_when_it_is_numbered() -> None:
    first = free_code("слово " * 30, (), otherwise="x", longest=20)
    second = free_code("слово " * 30, {first}, otherwise="x", longest=20)
    assert first != second
    assert max(len(first), len(second)) <= 20
