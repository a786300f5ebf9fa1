"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import declare_free

declare_free("jobs.DailyRun", _("codes of the programme"))
for _model in ("ProcrastinateEvent", "ProcrastinateJob", "ProcrastinatePeriodicDefer", "ProcrastinateWorker"):
    declare_free(f"procrastinate.{_model}", _("names of jobs and keys of records"))
