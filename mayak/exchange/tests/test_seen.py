"""Small pieces: remembered keys."""

from mayak.exchange.plan import seen


def test_keys_are_remembered_over_blocks(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(seen, "BLOCK", 10)
    keys = seen.SeenKeys()
    assert all(keys.add(("usage", number)) for number in range(35))
    assert len(keys.blocks) == 3
    assert not any(keys.add(("usage", number)) for number in range(35))
