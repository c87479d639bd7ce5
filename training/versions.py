"""Which libraries a result was made with."""

from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("keras", "numpy", "scikit-learn", "opencv-contrib-python")
TENSORFLOW = ("tensorflow-cpu", "tensorflow")  # the second where somebody has a GPU


def versions(*more: str) -> dict[str, str]:
    """By name, those that every training uses and `more`."""
    found = {name: version(name) for name in (*LIBRARIES, *more)}
    for name in TENSORFLOW:
        try:
            return {name: version(name), **found}
        except PackageNotFoundError:
            continue
    return found
