"""The report as JSON for programs and as text for people."""

from collections.abc import Iterator
from typing import Any

from annotator.agreement.statistics import AgreementReport, PairEstimate

NAMES = {
    "agreement_all": "all operators agree",
    "agreement_pairwise": "pairs agree",
    "fleiss": "Fleiss' kappa",
    "fleiss_linear": "Fleiss' kappa, linear",
    "fleiss_quadratic": "Fleiss' kappa, quadratic",
    "krippendorff_nominal": "Krippendorff's alpha, nominal",
    "krippendorff_ordinal": "Krippendorff's alpha, ordinal",
    "krippendorff_interval": "Krippendorff's alpha, interval",
    "icc_1_1": "ICC(1,1)",
    "icc_2_1": "ICC(2,1)",
    "icc_3_1": "ICC(3,1)",
    "icc_2_k": "ICC(2,k)",
    "icc_3_k": "ICC(3,k)",
    "gwet_ac1": "Gwet's AC1",
    "gwet_ac2_linear": "Gwet's AC2, linear",
    "gwet_ac2_ordinal": "Gwet's AC2, ordinal",
    "gwet_ac2_quadratic": "Gwet's AC2, quadratic",
    "brennan_prediger": "Brennan-Prediger",
    "light_kappa": "Light's kappa",
    "light_kappa_linear": "Light's kappa, linear",
    "light_kappa_quadratic": "Light's kappa, quadratic",
    "positive_agreement": "positive agreement",
    "negative_agreement": "negative agreement",
}


def to_json(report: AgreementReport) -> dict[str, Any]:
    """Everything in the report, ready for json.dumps: undefined values are null, never NaN."""
    return {
        "statistics": {
            name: {
                "value": estimate.value,
                "ci95": estimate.ci95,
                "leave_one_out": estimate.leave_one_out,
                "videos": estimate.videos,
                "note": estimate.note,
            }
            for name, estimate in report.statistics.items()
        },
        "prevalence": {f"{category:g}": share for category, share in report.prevalence.items()},
        "pairs": [_pair(pair) for pair in report.pairs],
        "warnings": list(report.warnings),
        "videos": report.videos,
        "infants": report.infants,
        "draws": report.draws,
    }


def to_text(report: AgreementReport) -> str:
    """The report as lines for a terminal."""
    shares = "  ".join(f"{category:g}: {share:.1%}" for category, share in report.prevalence.items())
    lines = [f"{report.videos} videos of {report.infants} infants, {report.draws} bootstrap draws of infants"]
    lines += [f"share of each category: {shares or 'no ratings'}", *(f"! {text}" for text in report.warnings), ""]
    lines.append(f"{'':32}{'value':>8}  {'95 % interval':>17}  {'one infant left out':>19}")
    lines += _statistic_lines(report)
    if report.pairs:
        lines += ["", f"{'pair':32}{'agree':>8}{'kappa':>8}{'linear':>8}{'quadr.':>8}  bias (limits of agreement)"]
        lines += _pair_lines(report)
    return "\n".join(lines)


def _pair(pair: PairEstimate) -> dict[str, Any]:
    values = dict(pair.values)
    limits = {"bias": values.pop("bias"), "low": values.pop("limit_low"), "high": values.pop("limit_high")}
    return {
        "operators": list(pair.operators),
        "videos": pair.videos,
        **values,
        "bland_altman": limits,
        "ci95": dict(pair.ci95),
        "note": pair.note,
    }


def _statistic_lines(report: AgreementReport) -> Iterator[str]:
    for name, estimate in report.statistics.items():
        values = f"{_figure(estimate.value):>8}  {_range(estimate.ci95):>17}  {_range(estimate.leave_one_out):>19}"
        yield f"{NAMES[name]:32}{values}".rstrip()
        if estimate.note:
            yield f"    {estimate.note}"


def _pair_lines(report: AgreementReport) -> Iterator[str]:
    for pair in report.pairs:
        figures = "".join(
            f"{_figure(pair.values[name]):>8}" for name in ("agreement", "kappa", "kappa_linear", "kappa_quadratic")
        )
        limits = f"{_figure(pair.values['limit_low'])}, {_figure(pair.values['limit_high'])}"
        yield f"{' - '.join(pair.operators):32}{figures}  {_figure(pair.values['bias'])} ({limits})"
        if pair.note:
            yield f"    {pair.note}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _range(limits: tuple[float, float] | None) -> str:
    return "-" if limits is None else f"{limits[0]:.4f} - {limits[1]:.4f}"
