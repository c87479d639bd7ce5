"""How a training command answers: as those of `python -m inference`, and that it waits."""

import sys

from inference.commands.report import Report


class TrainingReport(Report):
    """Speaks to whoever ran the command; `{"waiting": sentence}` while another training has the device."""

    def waiting(self, sentence: str) -> None:
        """Say that another training has the device."""
        if self._as_json:
            self._line({"waiting": sentence})
        else:
            sys.stderr.write(sentence + "\n")
