"""What follows the end of an import."""

from django.urls import reverse

from mayak.core.events import subscribe
from mayak.exchange.events import ImportFinished
from mayak.exchange.models import ImportRun, PlanAction
from mayak.exchange.notifications import FINISHED
from mayak.notifications.services import notify


@subscribe(ImportFinished, in_transaction=True)
def tell_who_asked(event: ImportFinished) -> None:
    """One notification for each end of a run: brought in, undone, failed."""
    run = ImportRun.objects.filter(pk=event.run_id).first()
    if run is None or event.staff_id is None:
        return
    rows = {
        name: sum(int(numbers.get(action, 0)) for numbers in run.counts.values())
        for name, action in (
            ("created", PlanAction.CREATE),
            ("updated", PlanAction.UPDATE),
            ("errors", PlanAction.ERROR),
        )
    }
    notify(
        staff_ids=[event.staff_id],
        kind=FINISHED.code,
        key=f"import:{run.pk}:{run.state}",
        params={"name": run.name, "is_good": event.is_good, "state": run.state, "rows": rows},
        url=reverse("import_run", kwargs={"pk": run.pk}),
        is_urgent=not event.is_good,
    )
