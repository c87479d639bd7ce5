"""What the figures of drift say, in English and Italian."""

TITLES: dict[str, dict[tuple[str, str], str]] = {
    "en": {
        ("weeks", "others"): "Share of pain against the other raters, week by week",
        ("weeks", "own"): "Share of pain against one's own average, week by week",
        ("quarters", "others"): "Share of pain against the other raters, from the beginning of a sitting to its end",
        ("quarters", "own"): "Share of pain against one's own average, from the beginning of a sitting to its end",
    },
    "it": {
        ("weeks", "others"): "Quota di dolore rispetto agli altri valutatori, settimana per settimana",
        ("weeks", "own"): "Quota di dolore rispetto alla propria media, settimana per settimana",
        ("quarters", "others"): "Quota di dolore rispetto agli altri valutatori, dall'inizio alla fine di una seduta",
        ("quarters", "own"): "Quota di dolore rispetto alla propria media, dall'inizio alla fine di una seduta",
    },
}
DESCRIBED = {
    "en": "Lines: {operators} raters. Points along: {weeks}.",
    "it": "Linee: {operators} valutatori. Punti lungo l'asse: {weeks}.",
}


def words_of(language: str, by: str, measure: str) -> dict[str, str]:
    """The words of one figure, by the keys of the agreement's drift."""
    return {"drift": TITLES[language][by, measure], "drift_desc": DESCRIBED[language]}
