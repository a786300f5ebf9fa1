"""Personal data of this app, and fields without any."""

from django.utils.translation import gettext_lazy as _

from mayak.core.personal import declare_free

declare_free("library.Material", _("texts for everybody: news, features, answers"))
