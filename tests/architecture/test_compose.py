"""The hospital's compose file: everything is there, bounded, without rights it does not need, and behind nginx."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from annotator.jobs.models import Queue
from tests.server import ROOT
from tests.services import succeeds

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = [name for name, service in SERVICES.items() if str(service["image"]).startswith("infant-pain-annotator")]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_bounded(name: str) -> None:
    assert {"mem_limit", "pids_limit", "restart", "networks"} <= set(SERVICES[name])


@pytest.mark.parametrize("name", [*OURS, "nginx"])
def test_ours_and_nginx_write_nowhere_and_gain_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_s30_only_nginx_is_reachable_and_the_rest_reaches_nothing() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["nginx"]


def test_there_is_a_worker_for_every_queue_and_one_beat() -> None:
    commands = [" ".join(map(str, service.get("command", []))) for service in SERVICES.values()]
    served = {found[1] for command in commands if (found := re.search(r"worker --queues (\w+)", command))}
    assert served == {str(queue) for queue in Queue}
    assert sum("config beat" in command for command in commands) == 1


def test_whom_nginx_asks_is_there() -> None:
    asked = set(re.findall(r"server (\w+):8000;", (ROOT / "deploy" / "nginx.conf").read_text()))
    assert asked == {"web", "uploads"}
    assert asked <= set(SERVICES["nginx"]["depends_on"]) & set(OURS)


def test_s27_the_broker_has_a_password_and_remembers() -> None:
    command = " ".join(SERVICES["broker"]["command"])
    assert "--requirepass" in command
    assert "--appendonly yes" in command


def compose() -> list[str]:
    """The compose command of this machine; skips where there is none."""
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]) and succeeds([*words, "version"]):
            return words
    pytest.skip("neither `docker compose` nor `docker-compose` is installed (on Debian: apt install docker-compose)")


def config_with(env_file: Path) -> "subprocess.CompletedProcess[str]":
    words = [*compose(), "--env-file", str(env_file), "config"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})


def test_compose_itself_accepts_the_file_once_it_is_filled_in(tmp_path: Path) -> None:
    example = (ROOT / "deploy" / "example.env").read_text()
    filled = tmp_path / "filled.env"
    filled.write_text(re.sub(r"=$", "=a-long-secret", example, flags=re.MULTILINE))
    answer = config_with(filled)
    assert answer.returncode == 0, answer.stderr
    understood = yaml.safe_load(answer.stdout)
    assert set(understood["services"]) == set(SERVICES)
    assert understood["networks"]["inside"]["internal"] is True


def test_compose_refuses_the_example_as_it_is() -> None:
    answer = config_with(ROOT / "deploy" / "example.env")
    assert answer.returncode != 0
    assert "into .env" in answer.stderr
