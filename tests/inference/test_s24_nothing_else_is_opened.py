"""A playlist named like a video opens no other file and no connection."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from inference.video.isolation import run_isolated
from inference.video.refusal import VideoRefused
from tests.inference.filming import film

ENTER = "from inference.video.sandbox import Limits, enter_sandbox; enter_sandbox(Limits())\n"


@pytest.fixture
def canary_port() -> Iterator[tuple[int, list[bytes]]]:
    """A listening port and what anybody said to it."""
    visits: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    visits.append(b"visited")

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], visits
        over.set()
        thread.join()


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{target}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{target}'\n",
    "dash": '<?xml version="1.0"?><MPD><Period><BaseURL>{target}</BaseURL></Period></MPD>',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\na={target}\n",
}


@pytest.mark.parametrize("name", ["video.mp4", "video.mkv", "video.avi"])
@pytest.mark.parametrize("kind", PLAYLISTS)
def test_s24_playlists_are_refused_unopened(
    tmp_path: Path, kind: str, name: str, canary_port: tuple[int, list[bytes]]
) -> None:
    port, visits = canary_port
    canary = film(tmp_path / "canary.mkv", [0, 40, 80])
    for target in (canary.as_uri(), f"http://127.0.0.1:{port}/x.ts"):
        (tmp_path / name).write_text(PLAYLISTS[kind].format(target=target))
        for work in (["probe", str(tmp_path / name)], ["playback", str(tmp_path / name), str(tmp_path / "o.mp4")]):
            with pytest.raises(VideoRefused) as refused:
                run_isolated([*work, "--json"])
            assert refused.value.code == "container_not_supported"

    assert visits == []
    assert not (tmp_path / "o.mp4").exists()


def test_s24_the_sandbox_has_no_network(canary_port: tuple[int, list[bytes]]) -> None:
    port, visits = canary_port
    allowed = subprocess.run(["unshare", "--user", "--net", "true"], capture_output=True, check=False)
    if allowed.returncode != 0:
        pytest.skip("this kernel does not let a user leave the network")
    code = ENTER + f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)"

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "OSError" in answer.stderr or "ConnectionRefused" in answer.stderr
    assert visits == []


def test_s24_the_sandbox_keeps_its_limits() -> None:
    code = ENTER + (
        "import resource as r\n"
        "print([r.getrlimit(k)[0] for k in (r.RLIMIT_CORE, r.RLIMIT_CPU, r.RLIMIT_NOFILE)])\n"
        "bytearray(2 << 30)\n"
    )

    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert answer.stdout.strip() == "[0, 600, 64]"
    assert "MemoryError" in answer.stderr
