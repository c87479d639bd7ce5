"""The flow of videos, the coefficients with their intervals, and the drift."""

from typing import Any

from annotator.agreement.figures.svg import Drawing, Theme, scaled, shortened
from annotator.agreement.figures.words import counted

WIDTH = 720
STEP, BOX, FLOW_WIDTH = 64, 260, 800
APART = 15.0
SHOWN = (
    "agreement_all",
    "agreement_pairwise",
    "krippendorff_ordinal",
    "icc_2_1",
    "icc_2_k",
    "gwet_ac1",
    "gwet_ac2_quadratic",
    "fleiss",
    "fleiss_quadratic",
    "light_kappa_quadratic",
)


def draw_flow(facts: dict[str, Any], words: dict[str, str], theme: Theme) -> str:
    """A box for each step, and beside it what left there and why."""
    nodes = facts["nodes"]
    lines = [max(1, len(node["excluded"])) for node in nodes]
    drawing = Drawing(FLOW_WIDTH, 20 + sum(max(STEP, 24 + 18 * count) for count in lines), theme)
    top = 10.0
    for place, (node, count) in enumerate(zip(nodes, lines, strict=True)):
        height = max(STEP, 24 + 18 * count)
        drawing.rectangle((10, top), (BOX, 46), fill=theme.fill, opacity=0.12)
        drawing.text((22, top + 19), words[node["key"]], bold=True)
        drawing.text((22, top + 37), counted(words, node), colour=theme.faint)
        for number, lost in enumerate(node["excluded"]):
            size = counted(words, lost)
            y = top + 20 + 18 * number
            drawing.line((10 + BOX, top + 20), (BOX + 34, y), colour=theme.faint)
            drawing.text((BOX + 42, y + 4), f"{size}: {words.get(lost['reason'], lost['reason'])}")
        if place + 1 < len(nodes):
            drawing.line((10 + BOX / 2, top + 46), (10 + BOX / 2, top + height), colour=theme.faint)
        top += height
    first, kept = counted(words, nodes[0]), counted(words, facts["kept"])
    described = words["flow_desc"].format(first=first, kept=kept, rule=facts["rule"])
    return drawing.finished(title=words["flow"], description=described)


def draw_coefficients(facts: dict[str, Any], words: dict[str, str], theme: Theme) -> str:
    """A row for each coefficient: its value as a dot, its interval as a line, 0 to 1 or lower where it goes there."""
    rows = [(name, facts["statistics"][name]) for name in SHOWN]
    ends = [value for _, row in rows for value in (row["value"], *(row["ci95"] or ())) if value is not None]
    low = min([0.0, *ends])
    drawing = Drawing(WIDTH, 60 + 28 * len(rows), theme)
    reach = (260.0, WIDTH - 90.0)
    for tick in (low, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0) if low < 0 else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x = scaled(tick, (low, 1), reach)
        drawing.line((x, 20), (x, 28 * len(rows) + 24))
        drawing.text((x, 28 * len(rows) + 42), f"{tick:.1f}", anchor="middle", colour=theme.faint)
    for place, (name, row) in enumerate(rows):
        y = 36.0 + 28 * place
        drawing.text((10, y + 4), words.get(name, facts["names"][name]))
        if row["value"] is None:
            drawing.text((reach[0] + 8, y + 4), words["undefined"], colour=theme.faint)
            continue
        if row["ci95"]:
            start, end = (scaled(value, (low, 1), reach) for value in row["ci95"])
            drawing.line((start, y), (end, y), colour=theme.fill)
        drawing.circle((scaled(row["value"], (low, 1), reach), y), 5, colour=theme.fill)
        drawing.text((WIDTH - 10, y + 4), f"{row['value']:.2f}", anchor="end")
    described = words["coefficients_desc"].format(counted=counted(words, facts))
    return drawing.finished(title=words["coefficients"], description=described)


def draw_drift(facts: dict[str, Any], words: dict[str, str], theme: Theme) -> str:
    """A line for each operator over the weeks, around 0."""
    weeks, operators = facts["weeks"], facts["operators"]
    drawing = Drawing(WIDTH, 360, theme)
    described = words["drift_desc"].format(operators=len(operators), weeks=len(weeks))
    if not weeks:
        drawing.text((20, 40), words["nothing"])
        return drawing.finished(title=words["drift"], description=described)
    differences = [abs(point["mean_difference"]) for one in operators for point in one["points"]]
    most = max([0.5, *differences])
    across, down = (70.0, WIDTH - 110.0), (300.0, 30.0)
    for tick in (-most, 0.0, most):
        y = scaled(tick, (-most, most), down)
        drawing.line((across[0], y), (across[1], y), dash="" if tick else "4 3")
        drawing.text((across[0] - 8, y + 4), f"{tick:+.1f}" if tick else "0", anchor="end", colour=theme.faint)
    every = -(-len(weeks) // 8)
    for place, week in enumerate(weeks):
        if place % every == 0:
            x = scaled(place, (0, len(weeks) - 1), across)
            drawing.text((x, 330), week, anchor="middle", size=11, colour=theme.faint)
    ends = []
    for number, one in enumerate(operators):
        colour = theme.series[number % len(theme.series)]
        points = [
            (
                scaled(weeks.index(point["week"]), (0, len(weeks) - 1), across),
                scaled(point["mean_difference"], (-most, most), down),
            )
            for point in one["points"]
        ]
        if not points:
            continue
        drawing.path(points, colour=colour)
        for point in points:
            drawing.circle(point, 3.5, colour=colour)
        ends.append((points[-1], one["code"], colour))
    _letters(drawing, ends, across[1] + 40)
    drawing.text((10, 18), shortened(words["difference"], 40), colour=theme.faint)
    return drawing.finished(title=words["drift"], description=described)


def _letters(drawing: Drawing, ends: list[tuple[tuple[float, float], str, str]], x: float) -> None:
    """Each operator's letter beside the end of the line, none upon another: letters tell lines apart, not colour."""
    below = 0.0
    for end, code, colour in sorted(ends, key=lambda one: one[0][1]):
        y = max(end[1], below + APART)
        drawing.line((end[0] + 6, end[1]), (x - 6, y), dash="1 4", colour=colour)
        drawing.text((x, y + 4), code, colour=colour, bold=True)
        below = y
