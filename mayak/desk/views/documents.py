"""The tab of documents: files of the client and of its people, kept, opened, removed (C1, C4)."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client, ClientDocument
from mayak.clients.policies import get_visible_or_404
from mayak.clients.services.attachments import remove_document
from mayak.core.errors import MayakError
from mayak.desk.panels.recent import remember
from mayak.desk.queries.documents import documents_of
from mayak.desk.queries.tabs import TABS
from mayak.desk.queries.window import frame_of
from mayak.desk.views.client import frame_context
from mayak.desk.views.person.files import served
from mayak.desk.views.quick_add import FileForm
from mayak.ui.notices import notify
from mayak.ui.render import INVALID, render_page

TAB = next(tab for tab in TABS if tab.code == "documents")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def client_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The files, the newest first, and the form for one more."""
    user = logged_in(request)
    client = get_visible_or_404(user, Client, pk)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*sent, client=client)
    form.fields["file"].widget.attrs.pop("autofocus")
    if form.is_bound and form.is_valid():
        try:
            form.write(user)
        except MayakError as error:
            form.add_error("file", str(error))
        else:
            notify(request, _("The file is kept."))
            return redirect("client_documents", pk)
    frame, judgement = frame_of(pk, user.pk)
    context = frame_context(user, client, frame, judgement, TAB)
    context |= {"documents": documents_of(user, pk), "form": form}
    status = INVALID if form.is_bound else 200
    response = render_page(request, "desk/client/page.html", context, part="desk/client/body.html", status=status)
    remember(request, response, pk)
    return response


@require_safe
@staff_only
def client_document(request: HttpRequest, pk: int) -> FileResponse:
    """The content of one of the client's own."""
    return served(get_visible_or_404(logged_in(request), ClientDocument, pk))


@staff_only
@require_POST
def client_document_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of the client's own for good."""
    document = remove_document(user=logged_in(request), document_id=pk)
    notify(request, _("“%(name)s” is removed.") % {"name": document.name})
    return redirect("client_documents", document.client_id)
