"""Say in one sentence why a training, a split or an evaluation is not started."""


class TrainingRefused(Exception):  # noqa: N818 - it names the outcome that people see
    """Input that cannot be used, found before any work starts.

    Attributes:
        code: for programs, stable; in lower case with underscores.
        message: a sentence for the person who gave the input.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(code, message)

    def __str__(self) -> str:
        return f"{self.message} ({self.code})"


def listed(names: list[str], *, most: int = 5) -> str:
    """The first names in quotation marks, and how many more there are."""
    shown = ", ".join(f"“{name}”" for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
