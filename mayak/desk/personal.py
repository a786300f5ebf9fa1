"""Fields of this app hold nothing about people."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import declare_free

declare_free("desk.WindowLayout", _("codes of the programme"))
