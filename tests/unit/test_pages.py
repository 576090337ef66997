"""The pages' catalogues and their files."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from fastapi import Request

from api.pages import assets, language
from api.pages.language import Language, sentences
from api.pages.navigation import MENU, landing
from dispatch.user import Role, User
from scenarios.evaluation import FIGURES
from scenarios.what_if.library import shipped_what_ifs


def asking(accept: str, cookie: str = "") -> Request:
    headers = [(b"accept-language", accept.encode()), (b"cookie", cookie.encode())]
    return Request({"type": "http", "headers": headers})


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_is_there_in_every_language_with_the_same_places_to_fill() -> None:
    english = sentences(Language.ENGLISH)
    for other in Language:
        found = sentences(other)
        assert found.keys() == english.keys()
        assert {key: placeholders(found[key]) for key in found} == {key: placeholders(english[key]) for key in english}


def test_chinese_sentences_are_chinese() -> None:
    english, chinese = sentences(Language.ENGLISH), sentences(Language.CHINESE)
    assert [key for key in english if not re.search(r"[\u4e00-\u9fff]", chinese[key])] == []


@pytest.mark.parametrize(
    ("accept", "cookie", "expected"),
    [
        ("", "", "en"),
        ("fr-FR, de", "", "en"),
        ("zh-TW,zh;q=0.9", "", "zh-CN"),
        ("en-GB,zh;q=0.9", "", "en"),
        ("zh", "language=en", "en"),
        ("en", "language=xx", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers(accept: str, cookie: str, expected: str) -> None:
    assert language.wanted(asking(accept, cookie)) == expected


def test_every_role_has_a_first_page_and_a_name() -> None:
    for role in Role:
        user = User("U", "u", role, crew_id="C1" if role is Role.CREW else None)
        assert landing(user) in {entry.path for entry in MENU}
        assert f"role.{role}" in sentences(Language.ENGLISH)
    assert all(f"menu.{entry.key}" in sentences(Language.ENGLISH) for entry in MENU)


def test_the_files_of_the_pages_are_named_by_their_content() -> None:
    assert re.fullmatch(r"/static/[0-9a-f]{12}/style\.css", assets.address("style.css"))
    assert (assets.LEAFLET / "leaflet-src.esm.js").is_file()


def test_shipped_what_ifs_are_called_as_their_files_call_them() -> None:
    english = sentences(Language.ENGLISH)
    found = {key: text for key, text in english.items() if key.startswith("shipped.")}
    assert found == {
        f"shipped.{one.name}.{part}": getattr(one, part) for one in shipped_what_ifs() for part in ("title", "question")
    }


def test_every_figure_has_a_name() -> None:
    found = {key for key in sentences(Language.ENGLISH) if key.startswith("figure.")}
    assert found == {f"figure.{figure.name}" for figure in FIGURES}


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1234.4, "+1,234"), (-12.34, "−12.3"), (-0.02, "−0.02"), (0.0, "+0.0")],
)
def test_a_difference_has_its_sign_and_is_not_finer_than_it_need_be(value: float, expected: str) -> None:
    assert language.words(Language.ENGLISH).difference(value) == expected
