"""Runs programs of ours in processes of their own, and lets their end become the job's: the one place of its kind."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from annotator.core.errors import DomainError
from annotator.jobs.tracking import InterruptedWorkError, Run
from inference.video.isolation import Limits, run_isolated
from inference.video.refusal import VideoRefused

DAY_SECONDS = 24 * 3600.0


def lasting(limits: Limits, *, days: int = 1) -> Limits:
    """The same limits, but for work that may take days."""
    return replace(limits, wall_seconds=days * DAY_SECONDS)


def run_program(
    run: Run,
    words: list[str],
    *,
    limits: Limits,
    step: Callable[[int, int], None],
    is_final: Callable[[str], bool] = lambda code: False,
    module: str = "inference",
    environment: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The answer of `python -m inference WORDS`, or of another module of ours.

    Args:
        run: the job it is done for.
        words: the command with its arguments, `--json` among them.
        limits: what it may use.
        step: told (done, total) while it works; what it raises, as for a cancelled job, ends the program.
        is_final: whether a refusal of this code would come again; others may be the machine's doing.
        module: the program; takes the same flags and answers in the same way.
        environment: variables beside those every such process has.

    Raises:
        DomainError: the refusal in its own words, when it is final or nobody would try again.
        InterruptedWorkError: it is worth another attempt.
    """
    try:
        return run_isolated(words, limits=limits, on_progress=step, module=module, environment=environment)
    except VideoRefused as refusal:
        if run.is_last_attempt or is_final(refusal.code):
            raise DomainError(refusal.code, refusal.message) from refusal
        raise InterruptedWorkError from refusal
    except InterruptedError as error:
        raise InterruptedWorkError from error
