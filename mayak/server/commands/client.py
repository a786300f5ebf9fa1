"""``mayak client``: the judgement of one client on a day, recomputed with today's playbook, or as it was shown."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from mayak.core.errors import MayakError
from mayak.server.environment import parse_day
from mayak.server.words import gettext as _

if TYPE_CHECKING:
    from mayak.clients.models import Client
    from mayak.lamps.recomputed import RecomputedClient
    from mayak.lamps.shown import DayLamp, ShownClient

NAME = "client"
HELP = _("one client's lamps and necessity of contact on a day")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which client, the day, the form."""
    parser.add_argument("client", metavar=_("ID"), help=_("the id of the exchange tables (11, m-7)"))
    days = parser.add_mutually_exclusive_group()
    days.add_argument("--as-of", metavar=_("DATE"), default="", help=_("the day (2026-03-31); today without it"))
    days.add_argument(
        "--as-shown", metavar=_("DATE"), default="", help=_("a past day as it was shown then, not recomputed")
    )
    parser.add_argument("--json", action="store_true", help=_("JSON instead of text"))


def run(args: argparse.Namespace) -> int:
    """Print the judgement; the office's own state stays as it is."""
    given = args.as_shown or args.as_of
    day_text = parse_day(given) if given else ""
    from mayak.server.office import open_office

    with open_office(args.home):
        from datetime import date

        from mayak.core import clock
        from mayak.lamps.recomputed import recomputed_for
        from mayak.lamps.shown import refuse_future, shown_on, shown_since

        client = _find(args.client)
        day = date.fromisoformat(day_text) if day_text else clock.today()
        found: ShownClient | RecomputedClient | None
        if args.as_shown:
            refuse_future(day)
            found = shown_on(day, [client.pk], with_since=True).get(client.pk)
        else:
            found = recomputed_for(day, client.pk)
        if found is None:
            since = shown_since()
            hint = _("What was shown is kept since %(day)s.") % {"day": since} if args.as_shown and since else ""
            raise MayakError(_("“%(name)s” was not served on that day.") % {"name": client.name}, hint=hint)
        told = as_json(client, day.isoformat(), found, is_shown=bool(args.as_shown))
        if args.json:
            json.dump(told, sys.stdout, ensure_ascii=False, indent=1)
            print()
        else:
            _print(told)
    return 0


def _find(given: str) -> "Client":
    from mayak.clients.models import Client

    found = Client.objects.filter(external_id=given).first()
    if found is None and given.startswith("m-") and given[2:].isdecimal():
        found = Client.objects.filter(pk=int(given[2:]), external_id=None).first()
    if found is None:
        raise MayakError(
            _("No client has the id “%(id)s”.") % {"id": given}, hint=_("mayak board --json shows the ids.")
        )
    return found


def as_json(client: "Client", day: str, found: "ShownClient | RecomputedClient", *, is_shown: bool) -> dict[str, Any]:
    """The judgement as scripts read it: scores as numbers, lamps in the playbook's order."""
    from mayak.lamps.recomputed import RecomputedClient

    score = found.score if isinstance(found, RecomputedClient) else found
    return {
        "client": client.exchange_id,
        "name": client.name,
        "day": day,
        "how": "shown" if is_shown else "recomputed",
        "necessity": None if score.necessity is None else float(score.necessity),
        "certainty": float(score.certainty),
        "computed": None if score.computed is None else float(score.computed),
        "corrected": score.is_corrected,
        "lamps": [_lamp(each) for each in found.lamps],
    }


def _lamp(each: "DayLamp") -> dict[str, Any]:
    from mayak.core.text import localized
    from mayak.lamps.wording import reason_of

    lamp = each.lamp
    return {
        "code": lamp.code,
        "name": localized(lamp.name),
        "weight": float(lamp.weight) if lamp.is_weighted else None,
        "state": str(each.state),
        "urgent": each.is_urgent,
        "since": each.since.isoformat() if each.since else None,
        "reason": reason_of(lamp.reason, lamp.never_reason, each.evidence) if each.evidence is not None else "",
    }


def _print(told: dict[str, Any]) -> None:
    how = _("as shown on %(day)s") if told["how"] == "shown" else _("recomputed for %(day)s")
    print(f"{told['name']} — {how % {'day': told['day']}}")
    necessity = "—" if told["necessity"] is None else f"{told['necessity']:.2f}"
    by_hand = f" ({_('by hand')})" if told["corrected"] else ""
    print(f"{_('Score')} {necessity}{by_hand}, {_('known')} {told['certainty']:.2f}")
    for lamp in told["lamps"]:
        if lamp["state"] == "out":
            continue
        shape = {"unknown": "?", "lit": "■" if lamp["urgent"] else "▲"}[lamp["state"]]
        weight = "    " if lamp["weight"] is None else f"{lamp['weight']:.2f}"
        since = f" · {lamp['since']}" if lamp["since"] else ""
        print(f"  {shape} {weight} {lamp['reason'] or lamp['name']}{since}")
