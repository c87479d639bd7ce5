"""A browser in small for load: one connection kept open, its cookies, no more work per request than needed."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

LONGEST_S = 600


@dataclass(frozen=True)
class Answer:
    """One answer and the seconds it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)


class Client:
    """Speaks HTTP/1.1 with a server on this machine."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        parts = urlsplit(url)
        assert parts.hostname in ("127.0.0.1", "localhost"), "this machine only"
        self.host, self.port = parts.hostname, parts.port or 80
        self.headers, self.cookies = dict(headers or {}), dict[str, str]()
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self,
        method: str,
        path: str,
        *,
        data: Any = None,
        body: bytes | None = None,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """One request; a connection the server has closed meanwhile is opened again once."""
        content = json.dumps(data, separators=(",", ":")).encode() if data is not None else body
        sent = {"Host": f"{self.host}:{self.port}", "Connection": "keep-alive", **self.headers, **(headers or {})}
        if content is not None or method != "GET":
            sent |= {"Content-Type": kind, "Content-Length": str(len(content or b""))}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        raw = "\r\n".join(lines).encode() + (content or b"")
        started = time.perf_counter()
        for last in (False, True):
            fresh = self._writer is None
            try:
                status, found, received = await asyncio.wait_for(self._exchange(raw), LONGEST_S)
                return Answer(status, found, received, time.perf_counter() - started)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if fresh or last:
                    raise
        raise AssertionError("never reached")

    def close(self) -> None:
        """Ends the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, raw: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port, limit=2**20)
        assert self._reader is not None
        self._writer.write(raw)
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for line in head[1:]:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookie, _, content = value.split(";")[0].strip().partition("=")
                self.cookies[cookie] = content
            headers[name.lower()] = value.strip()
        return int(head[0].split()[1]), headers, await self._body(headers)

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self._reader is not None
        if "content-length" in headers:
            body = await self._reader.readexactly(int(headers["content-length"]))
        elif "chunked" in headers.get("transfer-encoding", ""):
            body = b""
            while size := int((await self._reader.readline()).split(b";")[0], 16):
                body += await self._reader.readexactly(size)
                await self._reader.readline()
            await self._reader.readline()
        else:
            body = await self._reader.read(-1)
            self.close()
        if headers.get("connection", "").lower() == "close":
            self.close()
        return body
