"""What balancers see."""

import pytest
from django.db import connection
from django.test import Client


def test_livez_asks_no_database(client: Client, django_assert_num_queries: object) -> None:
    assert client.get("/livez").content == b"ok\n"


@pytest.mark.django_db
def test_readyz_needs_a_worker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "database": True, "migrations": True, "worker": False}
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_register_worker_v1()")
    assert client.get("/readyz").json()["ready"] is True


@pytest.mark.django_db
def test_readyz_needs_every_migration(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    assert client.get("/readyz").json()["migrations"] is False
