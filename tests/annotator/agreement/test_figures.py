"""Figures are well-formed SVG that say what they show, in both languages, and carry nothing active."""

from xml.etree import ElementTree

import pytest
from rest_framework.test import APIClient

from annotator.agreement.figures.draw import FIGURES
from annotator.agreement.figures.svg import DARK, LIGHT, Theme, clean
from annotator.agreement.figures.words import WORDS, counted
from tests import factories
from tests.annotator.agreement.conftest import Ward

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {SVG + name for name in ("svg", "title", "desc", "rect", "line", "circle", "polyline", "text")}


def figure(client: APIClient, ward: Ward, name: str, **query: str) -> ElementTree.Element:
    response = client.get(f"/api/v1/studies/{ward.study.pk}/agreement/figures/{name}.svg", query)
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    return ElementTree.fromstring(response.content.decode())


@pytest.mark.parametrize("name", list(FIGURES))
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_figure_in_both_languages(ward: Ward, name: str, language: str) -> None:
    empty = figure(ward.admin, ward, name, language=language)
    assert empty.findtext(f"{SVG}title") == WORDS[language][name]
    for number, faces in enumerate(((0, 1, 2), (2, 2, 2), (0, 0, 1))):
        infant = factories.make_infant(ward.study, pseudonym=f"<script>&{number}")
        ward.scored(*faces, name="</text><script>.mp4", infant=infant)
    drawn = figure(ward.admin, ward, name, language=language, theme="dark")
    assert {element.tag for element in drawn.iter()} <= ALLOWED
    assert not [key for element in drawn.iter() for key in element.attrib if key.startswith("on") or "href" in key]
    assert drawn.findtext(f"{SVG}desc")
    assert len(list(drawn.iter(f"{SVG}text"))) > 3
    assert next(drawn.iter(f"{SVG}rect")).get("fill") == DARK.ground


def test_there_is_no_other_figure(ward: Ward) -> None:
    response = ward.admin.get(f"/api/v1/studies/{ward.study.pk}/agreement/figures/other.svg")
    assert response.status_code == 404


def test_both_languages_say_the_same_things() -> None:
    assert set(WORDS["en"]) == set(WORDS["it"])


@pytest.mark.parametrize(
    ("language", "size", "said"),
    [
        ("en", (1, 1), "1 video, 1 infant"),
        ("en", (0, 2), "0 videos, 2 infants"),
        ("it", (1, 1), "1 video, 1 neonato"),
        ("it", (3, 2), "3 video, 2 neonati"),
    ],
)
def test_one_and_several(language: str, size: tuple[int, int], said: str) -> None:
    assert counted(WORDS[language], {"videos": size[0], "infants": size[1]}) == said


def test_words_never_become_markup() -> None:
    assert clean('a<b> & "c"\x00\x08\ufffe') == 'a&lt;b&gt; &amp; "c"'


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_words_and_lines_stand_out(theme: Theme) -> None:
    ground = luminance(theme.ground)
    for colour in (theme.ink, theme.faint, *theme.series):
        darker, lighter = sorted((luminance(colour), ground))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, colour
