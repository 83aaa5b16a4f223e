"""What a form cannot say is refused with its name and file, never dropped."""

from __future__ import annotations

import pytest

from goldenpath.copier_templates import Question
from goldenpath.mirror import Form, MirrorError, mirror
from tests.unit.test_mirror import DATABASE, FACTS, SOURCE, question, refusal

STATED = "questions.yml: 'size' "


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            question("size", type="yaml"),
            "is of type 'yaml': a form asks only str, bool, int, float",
        ),
        (
            question("size", multiselect=True),
            "has the field 'multiselect', which a form cannot say",
        ),
        (
            question("size", secret=True),
            "is secret and has no default, without which Copier refuses it",
        ),
        (
            question("size", secret=True, default="a", choices=["a"]),
            "is secret and no free text: a form masks only that",
        ),
        (
            question("size", type="int", secret=True, default=1),
            "is secret and no free text: a form masks only that",
        ),
        (question("size", form={"page": ""}), "has no form.page: a form needs one"),
        (question("size", form={"title": None}), "has no form.title: a form needs one"),
        (
            question("size", form={"regex": "x"}),
            "has form.regex: known are kind, message, note, page, pattern, picker, title",
        ),
        (
            question("size", validator="[% if size == 'x' %]no[% endif %]"),
            "has a validator: say the same as form.pattern, or tell people as form.note",
        ),
        (question("size", type="int", form={"pattern": "x"}), "has a form.pattern and is no text"),
        (question("size", choices=[]), "offers no choice: Copier would take any answer"),
        (question("size", choices=["a", "a"]), "offers 'a' twice: keep one"),
        (question("size", choices=["a", False]), "has the value False, which is no text: quote it"),
        (
            question("size", choices={"a": {"value": "a", "validator": "no"}}),
            "limits the choice 'a' by a validator: a form cannot",
        ),
        (
            question("size", choices="[[ [name] | to_json ]]"),
            "has choices depending on 'name': a form cannot",
        ),
        (
            question("size", help="Of [[ name ]]"),
            "has help depending on 'name': a form cannot",
        ),
        (
            question("size", choices=["a"], default="b"),
            "has the default 'b', which is none of its choices",
        ),
        (
            question("size", default="[[ nmae ]]"),
            "has a default that refers to 'nmae': no such answer",
        ),
        (question("size", ask=False), "is never prompted for and has no default: give one"),
        (
            question("size", form={"picker": "MyPicker"}),
            "wants the picker 'MyPicker': known are EntityPicker, OwnerPicker, RepoUrlPicker",
        ),
        (
            question("size", form={"picker": "RepoUrlPicker"}),
            "has RepoUrlPicker and no form.pattern from ^ to $: give one",
        ),
        (
            question("size", choices=["a"], form={"kind": "system"}),
            "has a form.kind and no form.picker: name the picker",
        ),
        (
            question("size", choices=["A"], form={"picker": "EntityPicker", "kind": "system"}),
            "answers 'A', but EntityPicker answers in lower case: rename it or use no picker",
        ),
        (
            question("size", form={"message": "must be small"}),
            "has a form.message and no form.pattern, whose breach it tells",
        ),
        (
            question("size", choices=["storefront"], form={"picker": "EntityPicker"}),
            (
                "answers 'storefront', but EntityPicker answers with full entity refs: "
                "say form.kind, or use no picker"
            ),
        ),
        (
            question("size", form={"picker": "OwnerPicker"}),
            "has no choices that OwnerPicker could offer: list them",
        ),
        (
            question("size", when="[[ name == 'x' ]]"),
            (
                "is asked depending on 'name', which has no fixed answers or is not always asked "
                "before it: a form cannot"
            ),
        ),
        (question("size", type="int", default="x"), None),
        (question("size", default="[[ organization.cities ]]"), None),
        (question("size", when="[[ name"), None),
        (question("size", default="[[ 'a' | regex_search('[') ]]"), None),
    ],
)
def test_question_that_a_form_cannot_say_is_refused(asked: Question, message: str | None) -> None:
    """The message names the file, the question and the reason."""
    found = refusal(asked)
    if message is None:
        assert found.startswith(STATED + "cannot be evaluated: ")
    else:
        assert found == STATED + message


def test_name_that_a_task_cannot_refer_to_is_refused() -> None:
    """A dash would be read as a subtraction."""
    assert "letters, digits, _" in refusal(question("data-base"))


def test_condition_on_two_answers_is_refused() -> None:
    """A dependency follows one field."""
    cache = question("cache", type="bool", default=False)
    size = question("size", default="small", when="[[ database and cache ]]")
    assert refusal(DATABASE, cache, size) == (
        STATED + "is asked depending on 'cache' and 'database': a form can follow one"
    )


def test_condition_on_a_conditional_question_is_refused() -> None:
    """Copier knows the default of what it did not ask; a form does not."""
    engine = question("engine", choices=["a", "b"], default="a", when="[[ database ]]")
    size = question("size", default="small", when="[[ engine == 'a' ]]")
    assert refusal(DATABASE, engine, size).startswith(STATED + "is asked depending on 'engine'")


def test_condition_across_pages_is_refused() -> None:
    """A page's schema sees its own fields only."""
    size = question("size", default="small", when="[[ database ]]", form={"page": "Other"})
    assert refusal(DATABASE, size) == (
        STATED + "on page 'Other' is asked depending on 'database' on page 'Main' "
        "(questions.yml): put both on one page"
    )


def test_form_without_a_name_is_refused() -> None:
    """The task needs the repository's name, which nothing else can tell it."""
    optional = Question("name", "questions.yml", {**question("name").fields, "default": "x"})
    with pytest.raises(MirrorError, match="the form must ask for 'name'"):
        mirror("service", [optional], FACTS)


@pytest.mark.parametrize("path", ["My Path", "a_b", "${{ x }}", "a" * 64])
def test_path_that_cannot_name_an_entity_is_refused(path: str) -> None:
    """The folder's name is the Template's name."""
    assert "cannot name an entity" in refusal(path=path)


@pytest.mark.parametrize("mark", ["${{ secrets.x }}", "{% raw %}", "{# #}"])
def test_fact_that_a_task_would_evaluate_is_refused(mark: str) -> None:
    """Steps are evaluated by Backstage, so a fact in them must hold no expression."""
    assert "a task would evaluate it" in refusal(template_url=f"https://acme.example/{mark}")
    assert "a task would evaluate it" in refusal(sources=[{**SOURCE, "owner": mark}])


def test_folder_of_an_unreachable_repository_is_refused() -> None:
    """A pull request goes to a host of which it is known what it runs."""
    with pytest.raises(MirrorError, match=r"templates/service/form\.yml: folder 'databases'"):
        mirror("service", [question("name")], {**FACTS, "environments": None}, Form("databases"))


def test_sources_that_are_one_place_are_refused() -> None:
    """A picker could not tell which of them was chosen."""
    name = question("name", form={"picker": "RepoUrlPicker", "pattern": "^[a-z]+$"})
    with pytest.raises(MirrorError, match=r"sources has .* twice"):
        mirror("service", [name], {**FACTS, "sources": [SOURCE, {**SOURCE, "name": "again"}]})


def test_condition_on_a_picked_entity_is_refused() -> None:
    """What the picker holds is not what Copier's condition compares."""
    system = question("system", choices=["a"], form={"picker": "EntityPicker", "kind": "system"})
    size = question("size", default="small", when="[[ system == 'a' ]]")
    assert refusal(system, size).startswith(STATED + "is asked depending on 'system'")
