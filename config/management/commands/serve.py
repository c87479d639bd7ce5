"""`manage.py serve`: everything of the embedded installation in one terminal."""

import fcntl
import os
import socket
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from annotator.jobs.services import release_leases_of
from annotator.studies.models import Study
from config.first_admin import create_first_admin
from config.supervisor import Program, SupervisorError, supervise
from demo.study import STUDY_NAME

READY_SECONDS = 60


class Command(BaseCommand):
    help = "Prepares the database and runs web, worker and beat until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", choices=["ask", "yes", "no"], default="ask", help="make the demo study")

    def handle(self, *args: Any, host: str, port: int, demo: str, **options: Any) -> None:
        lock = hold_data_folder()
        refuse_busy_port(host, port)
        call_command("migrate", verbosity=0)
        self.say_first_admin()
        wanted = programs(host, port)
        if self.wants_demo(demo):
            wanted.append(Program("demo", [sys.executable, "manage.py", "seed_demo"], once=True))
        connections.close_all()
        try:
            supervise(wanted, on_started=lambda: self.say_address(host, port))
        except SupervisorError as error:
            raise CommandError(str(error)) from error
        finally:
            release_leases_of(socket.gethostname())
            lock.close()
            self.stdout.write("Stopped.")

    def say_first_admin(self) -> None:
        created = create_first_admin()
        if created:
            email, password = created
            self.stdout.write("\nFirst sign-in (shown once, write it down):")
            self.stdout.write(f"    address   {email}\n    password  {password}\n")

    def wants_demo(self, wanted: str) -> bool:
        """Asks once, in an installation without studies; with `yes` or `no` nobody is asked."""
        if wanted != "ask" or Study.objects.exists():
            return wanted == "yes" and not Study.objects.filter(name=STUDY_NAME).exists()
        if not sys.stdin.isatty():
            self.stdout.write("No studies yet. For a demo study with synthetic infants: make run DEMO=yes")
            return False
        answer = input("Make a demo study with 12 synthetic infants, in the background? [Y/n] ")
        return not answer.strip().lower().startswith("n")

    def say_address(self, host: str, port: int) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            connection = HTTPConnection(host, port, timeout=2)
            try:
                connection.request("GET", "/health/")
                connection.getresponse()
            except OSError:
                time.sleep(0.2)
            else:
                self.stdout.write(f"\nReady: http://{'localhost' if host == '127.0.0.1' else host}:{port}/")
                self.stdout.write("Ctrl-C stops everything.\n")
                self.stdout.flush()
                return


def hold_data_folder() -> Any:
    """Locks the data folder for this process; raises CommandError when another one serves it."""
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    lock = (folder / "serve.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"Another server already uses {folder}.") from None
    return lock


def refuse_busy_port(host: str, port: int) -> None:
    """Raises CommandError when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise CommandError(f"Port {port} is in use. Choose another: make run PORT=8001") from None


def programs(host: str, port: int) -> list[Program]:
    """Web, worker and beat as this machine runs them."""
    python, workers = sys.executable, str(max(2, min(4, os.cpu_count() or 2)))
    web = [
        *(python, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"),
        *("--workers", "1", "--threads", "16", "--timeout", "120", "--graceful-timeout", "5"),
        *("--log-level", "warning", "--no-control-socket"),
    ]
    celery = [python, "-m", "celery", "--app", "config", "--quiet"]
    worker = [
        *(*celery, "worker", "--queues", "io,vision,training", "--concurrency", workers),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"),
    ]
    beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile", ""]
    return [Program("web", web), Program("worker", worker), Program("beat", beat)]
