"""S17: bodies past the limit, whatever they claim, are refused without the web process growing."""

import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.live.api_client import ApiClient
from tests.server import Server

pytestmark = [pytest.mark.slow]
CLAIMED_BYTES = 2 * 1024**3
BLOCK = b"x" * 1024**2
MAX_GROWTH_MIB = 50


def memory_mib(server: Server) -> float:
    """Resident memory of the largest web process."""
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in server.processes("gunicorn")]
    lines = [line for status in statuses for line in status.splitlines() if line.startswith("VmRSS")]
    return max(int(line.split()[1]) for line in lines) / 1024


def pour(server: Server, headers: str, *, blocks: int) -> str:
    """Sends a request with as many mebibytes of body as are taken; returns the status line."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as connection:
        connection.sendall(f"POST /api/v1/tokens/ HTTP/1.1\r\nHost: {address.netloc}\r\n{headers}\r\n".encode())
        try:
            for _ in range(blocks):
                connection.sendall(BLOCK)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused and closed while we were still sending, as it should be
        try:
            return connection.recv(200).split(b"\r\n")[0].decode()
        except OSError:
            return "connection closed"


def test_s17_two_gibibytes_do_not_fit_through_the_api(server: Server, client: ApiClient) -> None:
    before = memory_mib(server)
    kinds = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b")
    for kind in kinds:
        claims = f"Content-Type: {kind}\r\nContent-Length: {CLAIMED_BYTES}\r\n"
        assert pour(server, claims, blocks=64) in ("HTTP/1.1 413 Request Entity Too Large", "connection closed")
    assert pour(server, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n", blocks=8).startswith(
        ("HTTP/1.1 4", "connection closed")
    )
    assert memory_mib(server) - before < MAX_GROWTH_MIB
    assert client.get("/api/v1/me/")["email"] == server.email
