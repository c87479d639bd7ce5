"""Published figures to print beside one's own: of another data set, so never a pass mark."""

from dataclasses import asdict, dataclass
from typing import Any

NOTE = "of another data set: no pass mark, and no ranking"


@dataclass(frozen=True)
class Published:
    """Mean and population standard deviation over folds."""

    experiment: str
    accuracy: float
    accuracy_sd: float
    f1: float
    f1_sd: float


# Master thesis on automatic infant pain assessment, table 5.1 (lines 1788-1795).
TABLE_5_1 = (
    Published("M-PAIN", 0.874, 0.034, 0.754, 0.054),
    Published("iCOPE", 0.838, 0.107, 0.668, 0.293),
    Published("M-PAIN+iCOPE, tested on M-PAIN", 0.888, 0.050, 0.796, 0.081),
)


def reference() -> dict[str, Any]:
    """The table with its warning."""
    return {"note": NOTE, "table_5_1": [asdict(row) for row in TABLE_5_1]}
