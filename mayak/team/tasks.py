"""The worker's part: large pools, hand-overs whose day has come."""

from mayak.jobs import background, every


@background(attempts=3)
def carry_out(*, hand_over_id: int) -> None:
    """Move the clients of a hand-over, or bring them back, part by part."""
    from mayak.team.services.carrying import carry_out_hand_over

    carry_out_hand_over(hand_over_id=hand_over_id)


@every(seconds=60)
def begin_due_hand_overs() -> None:
    """Begin what was asked for this day; go on with what the queue has given up."""
    from mayak.team.services.asking import begin_due, revive_given_up

    begin_due()
    revive_given_up()
