"""How fast does 1 GiB go in, against `cp` and SHA-256 of the same file? Promise: at least 60 % as fast.

A real server on loopback; the client sends 64 MiB chunks as the browser does. Our time runs from the first request to
the answer to the last chunk, and then until the job has the SHA-256: both sides end with a copy and its hash. The web
process may grow by 50 MiB at most.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.report import publish
from tests.live.api_client import ApiClient
from tests.server import Server, serve

SIZE_BYTES, CHUNK_BYTES = 1024**3, 64 * 1024**2
REQUIRED_SHARE, MAX_GROWTH_MIB = 0.6, 50
ROUNDS = 2


def main() -> int:
    """Copies and uploads in turns; the best of each counts."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    source = folder / "video.mkv"
    make_file(source)
    try:
        with serve(folder / "data") as server:
            client = ApiClient(server.url, server.email, server.password)
            before = web_memory_mib(server)
            copying, sending, knowing = [], [], []
            for number in range(ROUNDS):
                copying.append(copy_and_hash(source, folder / "copy.mkv"))
                sent, known = upload(client, server, source, number)
                sending.append(sent)
                knowing.append(known)
            growth = web_memory_mib(server) - before
    finally:
        shutil.rmtree(folder)
    share = min(copying) / min(knowing)
    findings = {
        "file": f"{SIZE_BYTES} bytes",
        "cp + sha256sum, s": round(min(copying), 2),
        "upload alone, s": round(min(sending), 2),
        "upload + SHA-256 known, s": round(min(knowing), 2),
        "speed against cp + sha256sum": f"{share:.0%} (promised {REQUIRED_SHARE:.0%})",
        "web process grew by, MiB": f"{growth:.0f} (promised under {MAX_GROWTH_MIB})",
    }
    return publish("upload", findings, kept=share >= REQUIRED_SHARE and growth < MAX_GROWTH_MIB)


def make_file(path: Path) -> None:
    """Bytes that look like Matroska at first and like nothing after, so that only the upload is measured."""
    block = bytes(range(256)) * 4096
    with path.open("wb") as file:
        file.write(b"\x1a\x45\xdf\xa3" + block[4:])
        for _ in range(SIZE_BYTES // len(block) - 1):
            file.write(block)


def copy_and_hash(source: Path, target: Path) -> float:
    """Seconds for `cp`, with the copy flushed to disk as an upload is, and `sha256sum`."""
    started = time.perf_counter()
    subprocess.run(["cp", str(source), str(target)], check=True)
    subprocess.run(["sync", str(target)], check=True)
    subprocess.run(["sha256sum", str(target)], check=True, stdout=subprocess.DEVNULL)
    elapsed = time.perf_counter() - started
    target.unlink()
    return elapsed


def upload(client: ApiClient, server: Server, source: Path, number: int) -> tuple[float, float]:
    """Seconds until the last chunk is answered, and until the job has gone past hashing."""
    study, infant = client.study_with_infant(f"Upload {number}")
    started = time.perf_counter()
    path = client.begin_upload(study, infant, name="a.mkv", size=SIZE_BYTES)
    with source.open("rb") as file:
        for offset in range(0, SIZE_BYTES, CHUNK_BYTES):
            status, answer = client.send_chunk(path, file.read(CHUNK_BYTES), offset=offset)
            assert status == 204, status
    sent = time.perf_counter() - started
    client.wait_for(f"/api/v1/videos/{answer['X-Video']}/", lambda row: row["state"] != "processing", seconds=120)
    return sent, time.perf_counter() - started


def web_memory_mib(server: Server) -> float:
    """Resident memory of the largest web process."""
    sizes = []
    for pid in server.processes("gunicorn"):
        status = Path(f"/proc/{pid}/status").read_text()
        sizes.append(int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024)
    return max(sizes)


if __name__ == "__main__":
    sys.exit(main())
