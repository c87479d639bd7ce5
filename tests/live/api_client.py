"""A client of a running server, with nothing but the standard library."""

import base64
import http.cookiejar
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

TUS = {"Tus-Resumable": "1.0.0"}


class ApiClient:
    """Signed in by session, as a browser would be."""

    def __init__(self, url: str, email: str, password: str, *, context: ssl.SSLContext | None = None) -> None:
        self.url = url
        self._cookies = http.cookiejar.CookieJar()
        tls = urllib.request.HTTPSHandler(context=context)
        self._opener = urllib.request.build_opener(tls, urllib.request.HTTPCookieProcessor(self._cookies))
        self.request("GET", "/sign-in")
        status, _, _ = self.request("POST", "/_allauth/browser/v1/auth/login", {"email": email, "password": password})
        assert status == 200

    @property
    def cookies(self) -> http.cookiejar.CookieJar:
        """What the server has given."""
        return self._cookies

    def request(
        self, method: str, path: str, body: Any = None, *, raw: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any, Any]:
        """Status, headers and decoded body of one request."""
        csrf = next((cookie.value for cookie in self._cookies if cookie.name == "csrftoken"), "") or ""
        data = json.dumps(body).encode() if body is not None else raw
        sent = {"X-CSRFToken": csrf, "Referer": f"{self.url}/", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)
        try:
            answer = self._opener.open(request, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            content = answer.read()
        try:
            return answer.status, answer.headers, json.loads(content)
        except ValueError:
            return answer.status, answer.headers, content

    def post(self, path: str, **body: Any) -> Any:
        """The decoded answer to a POST that succeeded."""
        status, _, answer = self.request("POST", path, body)
        assert status in (200, 201, 202), answer
        return answer

    def get(self, path: str) -> Any:
        """The decoded answer to a GET that succeeded."""
        status, _, answer = self.request("GET", path)
        assert status == 200, answer
        return answer

    def study_with_infant(self, name: str = "Live") -> tuple[str, str]:
        """Ids of a new study and of an infant with consent in it."""
        study = self.post("/api/v1/studies/", name=name, preset="mpain-dan")["id"]
        infant = self.post(f"/api/v1/studies/{study}/infants/", pseudonym="L1")["id"]
        consent = {"scopes": ["record", "label"], "document_version": "1", "signed_on": "2024-01-01"}
        self.post(f"/api/v1/infants/{infant}/consents/", **consent)
        return study, infant

    def begin_upload(self, study: str, infant: str, *, name: str, size: int) -> str:
        """The path of a new upload."""
        values = {"filename": name, "study": study, "infant": infant}
        described = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())
        headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": described}
        status, answer, body = self.request("POST", "/api/v1/uploads/", raw=b"", headers=headers)
        assert status == 201, body
        return str(answer["Location"]).removeprefix(self.url)

    def send_chunk(self, path: str, chunk: Any, *, offset: int, length: int | None = None) -> tuple[int, Any]:
        """Status and headers of one PATCH; `chunk` may be bytes or an open file."""
        headers = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        if length is not None:
            headers["Content-Length"] = str(length)
        status, answer, _ = self.request("PATCH", path, raw=chunk, headers=headers)
        return status, answer

    def upload(self, study: str, infant: str, *, name: str, content: bytes) -> str:
        """Uploads bytes whole; returns the video's id."""
        path = self.begin_upload(study, infant, name=name, size=len(content))
        status, answer = self.send_chunk(path, content, offset=0)
        assert status == 204
        return str(answer["X-Video"])

    def wait_for(self, path: str, condition: Callable[[Any], bool], *, seconds: float) -> Any:
        """Asks again until the answer meets the condition; raises AssertionError when it never does."""
        end = time.monotonic() + seconds
        while True:
            answer = self.get(path)
            if condition(answer):
                return answer
            assert time.monotonic() < end, f"{path} after {seconds} s: {answer}"
            time.sleep(0.25)
