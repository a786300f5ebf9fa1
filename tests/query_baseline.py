"""SQL statements of a warm page, session and user included; tests/test_query_counts.py compares exactly."""

STATEMENTS: dict[str, int] = {
    "account_change_password": 2,
    "board": 9,
    "client": 5,
    "client_correction": 5,
    "client_history": 6,
    "client_tab": 5,
    "clients": 9,
    "contact": 12,
    "import": 3,
    "import_run": 4,
    "my_day": 9,
    "office_history": 4,
    "office_settings": 3,
    "put_off": 5,
    "search": 3,
    "staff_add": 3,
    "staff_password": 3,
    "style": 2,
    "team": 9,
}
