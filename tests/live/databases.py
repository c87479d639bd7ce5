"""Databases of their own beside the one that `make services-test` starts."""

import os

import psycopg2


def new_database(name: str) -> str:
    """An empty PostgreSQL database beside the one the other tests use; its URL."""
    url = os.environ["ANNOTATOR_DATABASE_URL"]
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    return url.rsplit("/", 1)[0] + f"/{name}"
