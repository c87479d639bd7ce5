"""The hospital's installation by hand: production settings, PostgreSQL, Redis, and nginx with the shipped file."""

import getpass
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.live.api_client import ApiClient
from tests.live.databases import new_database
from tests.server import ROOT, free_port

BROKER = os.environ.get("ANNOTATOR_BROKER_URL", "")
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [
    pytest.mark.services,
    pytest.mark.slow,
    pytest.mark.timeout(240),
    pytest.mark.skipif(not BROKER.startswith("redis"), reason="runs in `make services-test` only"),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (on Debian: apt install nginx)"),
]
DATABASE = "hospital"
THREADS = ["--threads", "8"]
STALLED, AT_ONCE_SECONDS = 40, 2.0


@dataclass
class Hospital:
    """Where nginx listens, with and without TLS, and what the application was told."""

    url: str
    plain_url: str
    variables: dict[str, str]
    trusted: ssl.SSLContext

    def manage(self, *arguments: str) -> str:
        """Runs a `manage.py` command as in a container."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.variables, capture_output=True, text=True, check=True).stdout


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine; returns a context that trusts it alone."""
    folder.mkdir()
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    return ssl.create_default_context(cafile=str(folder / "certificate.pem"))


def write_nginx_file(folder: Path, *, web: int, uploads: int, plain: int, tls: int, media: Path) -> Path:
    """The shipped file with this machine's ports and folders."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    changes = {
        "/tmp/": f"{folder}/",
        "server web:8000;": f"server 127.0.0.1:{web};",
        "server uploads:8000;": f"server 127.0.0.1:{uploads};",
        "listen 8080;": f"listen 127.0.0.1:{plain};",
        # Debian's nginx is older than the image's: it takes http2 as a word of `listen`.
        "listen 8443 ssl;": f"listen 127.0.0.1:{tls} ssl http2;",
        "    http2 on;\n": "",
        "/etc/nginx/tls/": f"{folder}/tls/",
        "/data/media/": f"{media}/",
        # As in the container, nginx runs as the application's user, here whoever runs the tests.
        "worker_processes auto;": f"worker_processes 1; daemon off; user {getpass.getuser()};",
        "/dev/stdout": "off",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """All services, started with the commands of docker-compose.yml."""
    folder = tmp_path_factory.mktemp("hospital")
    folder.chmod(0o755)
    web, uploads, plain, tls = (free_port() for _ in range(4))
    trusted = make_certificate(folder / "tls")
    variables = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("ANNOTATOR_", "DJANGO_"))},
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "ANNOTATOR_SECRET_KEY": "e1Y!-xQ9-zzT_w3.v" * 4,
        "ANNOTATOR_HOSTS": "127.0.0.1",
        "ANNOTATOR_DATABASE_URL": new_database(DATABASE),
        "ANNOTATOR_REDIS_URL": BROKER.removesuffix("/0") + "/1",
        "ANNOTATOR_ACCEL_PREFIX": "/protected/",
        "ANNOTATOR_DATA_DIR": str(folder / "data"),
    }
    nginx_file = write_nginx_file(
        folder, web=web, uploads=uploads, plain=plain, tls=tls, media=folder / "data" / "media"
    )
    hospital = Hospital(f"https://127.0.0.1:{tls}", f"http://127.0.0.1:{plain}", variables, trusted)
    hospital.manage("migrate", "--no-input")
    python, celery = sys.executable, ["-m", "celery", "--app", "config"]
    commands = [
        *(
            [
                python,
                "-m",
                "gunicorn",
                "config.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--worker-class",
                "gthread",
                *THREADS,
            ]
            for port in (web, uploads)
        ),
        [python, *celery, "worker", "--queues", "io", "--concurrency", "1", "--loglevel", "ERROR"],
        [python, *celery, "beat", "--loglevel", "ERROR", "--pidfile", ""],
        [str(NGINX), "-c", str(nginx_file)],
    ]
    with ExitStack() as stack:
        for command in commands:
            process = subprocess.Popen(command, cwd=ROOT, env=variables, stderr=subprocess.DEVNULL)
            stack.callback(process.wait, timeout=60)
            stack.callback(process.terminate)
        wait_until_answers(hospital)
        yield hospital


def wait_until_answers(hospital: Hospital) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{hospital.url}/health/ready/", context=hospital.trusted, timeout=5).close()
        except OSError:
            assert time.monotonic() < end, "nginx or the application did not start"
            time.sleep(0.3)
        else:
            return


@pytest.fixture(scope="module")
def hospital_client(hospital: Hospital) -> ApiClient:
    password = re.search(r"password\s+(\S+)", hospital.manage("first_admin"))
    assert password
    return ApiClient(hospital.url, "admin@localhost", password.group(1), context=hospital.trusted)


@pytest.fixture(scope="module")
def video(hospital_client: ApiClient, footage: Path) -> str:
    """The id of a video that has gone the whole way."""
    client = hospital_client
    study, infant = client.study_with_infant("Hospital")
    video = client.upload(study, infant, name="a.mkv", content=footage.read_bytes())
    row = client.wait_for(f"/api/v1/videos/{video}/", lambda row: row["state"] != "processing", seconds=120)
    assert (row["state"], row["frame_count"]) == ("ready", 600)
    return video


def test_nginx_sends_the_video_that_the_application_allowed(
    hospital: Hospital, hospital_client: ApiClient, video: str
) -> None:
    client = hospital_client
    copy = next((Path(hospital.variables["ANNOTATOR_DATA_DIR"]) / "media" / "playback").glob(f"{video}-*"))
    asked = {"Range": "bytes=1000-1999"}
    status, headers, body = client.request("GET", f"/api/v1/videos/{video}/media/", headers=asked)
    assert (status, body) == (206, copy.read_bytes()[1000:2000])
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Cache-Control"] == "no-store, private"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert client.request("GET", f"/protected/playback/{copy.name}")[0] == 404
    assert "all intact" in hospital.manage("verify")


def test_s18_nobody_else_gets_it_from_nginx(hospital: Hospital, video: str) -> None:
    for address in (f"/api/v1/videos/{video}/media/", f"/api/v1/videos/{video}/"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(hospital.url + address, context=hospital.trusted)
        assert refused.value.code == 401
        refused.value.close()


def test_cookies_and_headers_are_for_tls_only(hospital: Hospital) -> None:
    with urllib.request.urlopen(f"{hospital.url}/sign-in", context=hospital.trusted) as page:
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert "; Secure" in page.headers["Set-Cookie"]
        assert "nginx/" not in page.headers["Server"]

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as redirected:
        urllib.request.build_opener(Stay).open(f"{hospital.plain_url}/sign-in")
    assert redirected.value.code == 308
    redirected.value.close()


def test_r28_stalled_clients_hold_nobody_up(hospital: Hospital, hospital_client: ApiClient, video: str) -> None:
    """Forty clients stop in the middle of their headers, forty in the middle of a chunk; the API answers at once."""
    study, infant = hospital_client.study_with_infant("Stalled")
    path = hospital_client.begin_upload(study, infant, name="stalled.mkv", size=10_000_000)
    place = urlsplit(hospital.url)
    cookie = "; ".join(f"{one.name}={one.value}" for one in hospital_client.cookies)
    token = next(one.value for one in hospital_client.cookies if one.name == "csrftoken")
    head = (
        f"PATCH {path} HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {cookie}\r\nX-CSRFToken: {token}\r\n"
        f"Referer: {hospital.url}/\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        "Content-Type: application/offset+octet-stream\r\nContent-Length: 5000000\r\n\r\n"
    )
    with ExitStack() as stack:
        for begun in [b"GET / HTTP/1.1\r\nHost:"] * STALLED + [head.encode() + b"only a few bytes"] * STALLED:
            raw = stack.enter_context(socket.create_connection((place.hostname, place.port), timeout=10))
            client = stack.enter_context(hospital.trusted.wrap_socket(raw, server_hostname=place.hostname))
            client.sendall(begun)
        time.sleep(1)
        for _ in range(10):
            started = time.monotonic()
            assert hospital_client.get("/api/v1/studies/")["results"]
            assert time.monotonic() - started < AT_ONCE_SECONDS
