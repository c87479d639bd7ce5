"""`python -m demo render FOLDER` draws synthetic infants; `python -m demo measure` counts the faces found."""

import argparse
import sys
from pathlib import Path

ASKED_SHARE = 0.9


def main() -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args()
    return _render(arguments) if arguments.command == "render" else _measure(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    render = commands.add_parser("render", help="write videos with their ground truth")
    render.add_argument("folder", type=Path)
    render.add_argument("--seconds", type=float, default=20.0)
    measure = commands.add_parser("measure", help="say how many faces each detector finds")
    measure.add_argument("--weights", type=Path, help="the folder of the detectors' files; Haar alone without")
    measure.add_argument("--frames", type=int, default=20, help="pictures per infant")
    for command in (render, measure):
        command.add_argument("--infants", type=int, default=12)
        command.add_argument("--seed", type=int, default=1)
    return parser


def _render(arguments: argparse.Namespace) -> int:
    from demo.render import render_infant

    arguments.folder.mkdir(parents=True, exist_ok=True)
    for index in range(arguments.infants):
        infant = render_infant(index, seed=arguments.seed, seconds=arguments.seconds, folder=arguments.folder)
        context = ", ".join(infant.context) or "nothing special"
        sys.stdout.write(f"{infant.video}: level {infant.level}, {infant.age_hours} h old, {context}\n")
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    from demo.measure import finders, measure

    with finders(arguments.weights) as detectors:
        shares = measure(detectors, infants=range(arguments.infants), frames_each=arguments.frames, seed=arguments.seed)
    for name, share in shares.items():
        sys.stdout.write(f"{name:16} {share:6.1%}\n")
    return 0 if all(share >= ASKED_SHARE for share in shares.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
