"""The parts of the condition editor. They keep nothing: the tree travels in the form around them."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from mayak.accounts.access import logged_in, staff_only
from mayak.clients.models import Client
from mayak.clients.policies import visible_to
from mayak.clients.queries import find_clients, understood
from mayak.facts.conditions import parse
from mayak.facts.conditions.editing import editor_of, posted_condition
from mayak.facts.conditions.editing.draft import read_path
from mayak.facts.conditions.editing.editor import picks_at, problems_of
from mayak.facts.conditions.editing.explaining import explained_for
from mayak.facts.conditions.editing.posted import added_line, moved, read_tree
from mayak.facts.conditions.words import office_vocabulary
from mayak.ui.render import render_page

FOUND = 6


@require_POST
@staff_only
def condition_edit(request: HttpRequest) -> HttpResponse:
    """The editor after what was typed and one move: adding, taking away, turning round."""
    name, vocabulary = _name(request), office_vocabulary(logged_in(request))
    tree = posted_condition(request.POST, vocabulary, name=name)
    before, move = tree, request.POST.get(f"{name}:do", "")
    tree, picking = moved(before, move, vocabulary)
    editor = editor_of(
        tree,
        user=logged_in(request),
        vocabulary=vocabulary,
        name=name,
        picking=picking,
        counts=request.GET.get("counts") != "0",
        fresh=added_line(before, move) if tree != before else None,
    )
    response = render_page(request, "facts/condition/page.html", {"editor": editor}, part="facts/condition/editor.html")
    # A move made before htmx knows the new buttons is sent by the form around them: it too changes the editor alone.
    response["HX-Retarget"], response["HX-Reswap"] = f"#{name}-editor", "outerHTML"
    if tree != read_tree(request.POST.get(name, "")):
        response["HX-Trigger-After-Settle"] = "mayak:condition"
    return response


@require_safe
@staff_only
def condition_words(request: HttpRequest) -> HttpResponse:
    """The words to choose from that contain the sought letters."""
    name, vocabulary = _name(request), office_vocabulary(logged_in(request))
    try:
        path = read_path(request.GET.get("path", ""))
    except ValueError:
        path = ()
    picks = picks_at(path, request.GET.get("in") == "person", vocabulary, request.GET.get(f"{name}:q", "")[:100])
    return render(request, "facts/condition/words.html", {"name": name, "picks": picks})


@require_POST
@staff_only
def condition_why(request: HttpRequest) -> HttpResponse:
    """Why a client is in or not; without a client those whose name has the sought letters."""
    user, vocabulary = logged_in(request), office_vocabulary()
    tree = posted_condition(request.POST, vocabulary, name=_name(request))
    context: dict[str, object] = {"sought": request.POST.get("why_q", "").strip()[:100]}
    chosen = request.POST.get("why", "")
    if problems_of(tree, vocabulary):
        context["is_lacking"] = True
    elif chosen.isdecimal() and len(chosen) < 16:
        client = visible_to(user, Client).filter(pk=int(chosen)).values_list("pk", "name").first()
        if client is not None:
            context["client"] = client[1]
            context["why"] = explained_for(parse(tree, vocabulary), [client[0]], vocabulary).get(client[0])
    elif context["sought"]:
        meant = understood(user, str(context["sought"]))
        found = find_clients(user, meant.wanted).order_by("name_folded")
        context["found"] = list(found.values_list("pk", "name")[:FOUND])
    return render(request, "facts/condition/why.html", context)


def _name(request: HttpRequest) -> str:
    """The name of the editor's field in the form around it."""
    name = request.GET.get("name", "")
    return name if re.fullmatch(r"[a-z_]{1,40}", name) else "condition"
