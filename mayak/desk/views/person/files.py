"""Photo and files of a person, within the rights to the person (C4)."""

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.accounts.models import Staff
from mayak.clients.models import ClientDocument, PersonAttachment
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.attachments import attach_file, path_of, remove_file
from mayak.desk.views.person.edit import back, saved_or_shown
from mayak.desk.views.person.page import person_of


class FileForm(forms.Form):
    """A file to keep."""

    file = forms.FileField(label=_("File"))
    is_photo = forms.BooleanField(label=_("photo of the person"), required=False)


@staff_only
@require_http_methods(["GET", "POST"])
def person_file_add(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Keep a file with the person."""
    one = person_of(request, pk, person)
    form = FileForm(request.POST or None, request.FILES or None)

    def save(user: Staff) -> PersonAttachment:
        given = form.cleaned_data["file"]
        return attach_file(
            user=user,
            person_id=one.pk,
            name=given.name,
            content=given.read(),
            is_photo=form.cleaned_data["is_photo"],
        )

    return saved_or_shown(request, one, "file", form, save)


@require_safe
@staff_only
def person_file(request: HttpRequest, pk: int) -> FileResponse:
    """The content. Only photos are shown in place; everything else is saved, and nothing is ever run."""
    return served(get_visible_or_404(logged_in(request), PersonAttachment, pk))


def served(kept: ClientDocument | PersonAttachment) -> FileResponse:
    """The content of a file that the user may see."""
    path = path_of(kept)
    if not path.is_file():
        raise Http404
    is_picture = kept.media_type.startswith("image/")
    answer = FileResponse(
        path.open("rb"), as_attachment=not is_picture, filename=kept.name, content_type=kept.media_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer


@staff_only
@require_POST
def person_file_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a file for good."""
    user = logged_in(request)
    attachment = get_visible_or_404(user, PersonAttachment, pk, "person")
    remove_file(user=user, attachment_id=pk)
    if request.GET.get("back") == "documents":
        return redirect("client_documents", attachment.person.client_id)
    return back(attachment.person)
