"""The settings of the office: one page made from what the apps declare, saved a group at a time."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mayak.accounts.access import is_administrator, reauthenticated, requires
from mayak.accounts.journal import EventKind, record_security_event
from mayak.accounts.office_settings import GROUP
from mayak.accounts.settings_form import SettingsForm, field_name, groups
from mayak.accounts.settings_queries import rows_of
from mayak.core.errors import MayakError
from mayak.core.office_settings import Setting, change_settings
from mayak.ui.render import INVALID


def _is_about_security(request: HttpRequest) -> bool:
    return request.GET.get("group") == GROUP


@requires(is_administrator)
@reauthenticated(when=_is_about_security)
def office_settings(request: HttpRequest) -> HttpResponse:
    """Settings of a group (``?group=``, the first one without); ``restore=<name>`` gives a default back."""
    known = groups()
    key = request.GET.get("group") or next(iter(known))
    if key not in known:
        raise Http404
    form = SettingsForm(request.POST or None, settings=known[key])
    if request.method == "POST":
        if "restore" in request.POST:
            return _restored(request, key, known[key])
        form = SettingsForm(request.POST, settings=known[key])
        if form.is_valid() and _saved(request, form):
            return redirect(_address(key))
    status = INVALID if form.errors else 200
    return render(request, "accounts/settings.html", _page(key, form), status=status)


def _page(key: str, form: SettingsForm) -> dict[str, Any]:
    tabs = [(name, str(settings[0].group), name == key) for name, settings in groups().items()]
    label = next(label for _name, label, is_open in tabs if is_open)
    return {"tabs": tabs, "key": key, "label": label, "form": form, "rows": rows_of(form), "nav": "settings"}


def _saved(request: HttpRequest, form: SettingsForm) -> bool:
    try:
        with transaction.atomic():
            changed = _changed(form)
            change_settings(changed)
            if changed:
                record_security_event(EventKind.SETTINGS_CHANGED, detail=_labels(form.settings, set(changed)))
    except MayakError as error:
        setting = next((item for item in form.settings if item.name == error.field), None)
        form.add_error(field_name(setting) if setting else None, str(error))
        return False
    messages.success(request, _("The settings are saved and count from now on."))
    return True


def _changed(form: SettingsForm) -> dict[str, Any]:
    """Only what differs: a setting nobody touched keeps following its default."""
    now = {setting.name: setting.value for setting in form.settings}
    return {name: value for name, value in form.values().items() if value != now[name]}


def _restored(request: HttpRequest, key: str, settings: list[Setting]) -> HttpResponse:
    """Give one setting its default back; what was typed into the others stays in the form, unsaved."""
    name = request.POST["restore"]
    setting = next((item for item in settings if item.name == name), None)
    if setting is None:
        raise Http404
    with transaction.atomic():
        change_settings({name: setting.default})
        record_security_event(EventKind.SETTINGS_CHANGED, detail=_labels(settings, {name}))
    typed = request.POST.copy()
    typed.setlist(field_name(setting), setting.default if isinstance(setting.default, list) else [setting.default])
    if setting.default is False:
        del typed[field_name(setting)]
    form = SettingsForm(typed, settings=settings)
    if form.is_valid() and not _changed(form):
        messages.success(request, _("“%(label)s” is as it was.") % {"label": setting.label})
        return redirect(_address(key))
    return render(request, "accounts/settings.html", {**_page(key, form), "unsaved": True})


def _labels(settings: list[Setting], names: set[str]) -> str:
    return ", ".join(str(setting.label) for setting in settings if setting.name in names)


def _address(key: str) -> str:
    return f"{reverse('office_settings')}?group={key}"
