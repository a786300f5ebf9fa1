"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from mayak.desk.views import (
    board,
    card,
    client,
    clients,
    contacts,
    correction,
    history,
    indicators,
    lead,
    my_day,
    over_time,
    playbook,
    search,
    team_card,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", my_day.my_day, name="my_day"),
    path("day/put-off/<int:pk>/", my_day.put_off, name="put_off"),
    path("day/agreements/<int:pk>/kept/", my_day.agreement_kept, name="agreement_kept"),
    path("board/", board.board, name="board"),
    path("board/clients/<int:pk>/", board.board_client, name="board_client"),
    path("clients/", clients.clients, name="clients"),
    path("clients/<int:pk>/", client.client, name="client"),
    path("clients/<int:pk>/necessity/", correction.client_correction, name="client_correction"),
    path("clients/<int:pk>/history/", history.client_history, name="client_history"),
    path("clients/<int:pk>/over-time/", over_time.over_time, name="client_over_time"),
    path("clients/<int:pk>/card/", card.client_card_tab, name="client_card"),
    path("clients/<int:pk>/card/<slug:key>/", card.client_card_line, name="client_card_line"),
    path("clients/<int:pk>/<slug:code>/", client.client_tab, name="client_tab"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("lead/", lead.lead, name="lead"),
    path("lead/card/", team_card.lead_card, name="lead_card"),
    path("lead/card/clients/", team_card.lead_card_clients, name="lead_card_clients"),
    path("lead/day/", lead.lead_day, name="lead_day"),
    path("history/", history.office_history, name="office_history"),
    path("history/staff/<int:pk>/", history.staff_history, name="staff_history"),
    # A section's own page goes before the common one: docs/how-to/playbook-section.md.
    path("playbook/", playbook.overview, name="playbook"),
    path("playbook/indicators/", indicators.indicators, name="playbook_indicators"),
    path("playbook/indicators/add/", indicators.indicator_add, name="playbook_indicator_add"),
    path("playbook/indicators/<int:pk>/", indicators.indicator_edit, name="playbook_indicator"),
    path("playbook/<slug:section>/", playbook.section, name="playbook_section"),
    path("playbook/<slug:section>/<slug:code>/", playbook.definition, name="playbook_definition"),
    path("search/", search.search, name="search"),
    path("search/clients/<int:pk>/", search.search_preview, name="search_preview"),
]
