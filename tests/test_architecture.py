"""What a machine can hold of the house: its layers, its file sizes, its names, and that every refusal says why."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from core.flow import machines
from core.law.rulebook import rule
from core.rights import RIGHTS
from core.transitions import Machine, is_for_clock, transitions_of

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "cms", "config", "core", "demo", "payments", "procurement", "projects")
LINES = 400
VAGUE = {"utils", "helpers", "misc", "common"}
STAGES = ("accounts", "payments", "procurement", "projects")
PAGES = {".html", ".scss", ".css", ".js"}


def files(*folders: str, kinds: frozenset[str] = frozenset({".py"})) -> Iterator[Path]:
    """Every file of ours under the folders, without migrations."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in kinds and "migrations" not in path.parts and "node_modules" not in path.parts:
                yield path


def transitions() -> Iterator[tuple[str, type[Machine], Any]]:
    """Every transition of every machine, with its name as a person reads it."""
    for model in machines():
        for transition in transitions_of(model):
            yield f"{model._meta.label}.{transition.name}", model, transition


TRANSITIONS = list(transitions())
each_transition = pytest.mark.parametrize(
    ("model", "transition"), [pytest.param(*rest, id=f"{name} from {rest[1].source}") for name, *rest in TRANSITIONS]
)


def functions(folder: str, name: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions of every module or package called `name` under a folder."""
    for path in files(folder):
        if path.stem == name or path.parent.name == name:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield f"{path.relative_to(ROOT)}:{node.name}", node


def test_imports_go_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_is_too_long_to_read() -> None:
    kinds = frozenset({".py", *PAGES})
    long = {str(path.relative_to(ROOT)): n for path in files(*APPS, "tests", kinds=kinds) if (n := lines(path)) > LINES}
    assert long == {}


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def test_no_room_without_a_name_of_its_own() -> None:
    assert [path for path in files(*APPS, "tests") if path.stem in VAGUE or path.parent.name in VAGUE] == []


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files(*APPS)
        if path.name != "apps.py"  # ready() is where Django wants them
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_every_module_and_every_public_name_of_a_stage_says_what_it_is() -> None:
    silent = []
    for path in files(*APPS):
        tree = ast.parse(path.read_text())
        public = [tree] if tree.body and path.name not in {"__init__.py", "apps.py"} else []
        public += [
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and path.name != "apps.py"
            and not node.name.startswith("_")
            and not any("guard(" in ast.unparse(decorator) for decorator in node.decorator_list)  # its sentence speaks
        ]
        silent += [
            f"{path.relative_to(ROOT)}:{getattr(node, 'name', '')}" for node in public if not ast.get_docstring(node)
        ]
    assert silent == []


@each_transition
def test_every_transition_makes_a_promise(model: type[Machine], transition: Any) -> None:
    method = getattr(model, transition.name)
    assert (inspect.getdoc(method) or "").strip()
    assert str(transition.custom.get("label", "")).strip()


@each_transition
def test_every_transition_names_who_takes_it(model: type[Machine], transition: Any) -> None:
    if is_for_clock(transition):
        assert transition.permission is None
    else:
        assert isinstance(transition.permission, str)
        assert str(RIGHTS[transition.permission].who).strip()


@each_transition
def test_every_guard_says_why_not(model: type[Machine], transition: Any) -> None:
    for question in transition.conditions:
        assert str(question.sentence).strip().endswith((".", "。"))
        assert not question.rule_key or rule(question.rule_key).article


@each_transition
def test_no_transition_does_more_than_set_fields(model: type[Machine], transition: Any) -> None:
    source = inspect.getsource(inspect.unwrap(getattr(model, transition.name)))
    body = ast.parse(inspect.cleandoc(source)).body[0]
    assert isinstance(body, ast.FunctionDef)
    allowed = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign)
    assert [ast.unparse(node) for node in body.body if not isinstance(node, allowed)] == []
    saved = re.compile(r"\.(save|create|update|delete|filter|send|get)\(")
    assert [ast.unparse(node) for node in body.body if saved.search(ast.unparse(node))] == []


@pytest.mark.parametrize("model", machines(), ids=lambda model: model._meta.label)
def test_every_state_has_three_names_and_is_met(model: type[Machine]) -> None:
    states = {str(value) for value, _label in model._meta.get_field("state").choices}  # type: ignore[union-attr]
    assert {str(state) for state in model.STATE_NAMES} == states
    for names in model.STATE_NAMES.values():
        assert all(str(name).strip() for name in (names.officer, names.public, names.next_step))
    met = set(model.INITIAL) | {str(t.target) for _name, owner, t in TRANSITIONS if owner is model}
    assert met == states


def test_every_service_says_by_whom() -> None:
    """A service that moves something takes `by` by keyword; a sweep and a question take nobody."""
    moving = [
        (name, node)
        for app in STAGES
        for name, node in functions(app, "services")
        if any(isinstance(call, ast.Call) and getattr(call.func, "id", "") == "move" for call in ast.walk(node))
    ]
    assert moving
    without = [
        name
        for name, node in moving
        if "by" not in {argument.arg for argument in node.args.kwonlyargs} and "CLOCK" not in ast.unparse(node)
    ]
    assert without == []


def test_no_view_asks_the_database() -> None:
    asking = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files(*APPS)
        if path.stem == "views" or path.parent.name == "views"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"filter", "exclude", "annotate", "raw"}
    ]
    assert asking == []


def test_no_money_is_a_float() -> None:
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]
    floats = [field for model in ours for field in model._meta.get_fields() if isinstance(field, models.FloatField)]
    assert floats == []


def test_migrations_have_names() -> None:
    unnamed = re.compile(r"^\d{4}_(auto_|.*_and_more)")
    found = [path.name for app in APPS for path in (ROOT / app).glob("migrations/*.py") if unnamed.match(path.name)]
    assert found == []


def test_every_decision_has_a_number_of_its_own() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in records]
    assert numbers == list(range(1, len(records) + 1))
    titled = [re.match(r"# 0*(\d+)\b", path.read_text(encoding="utf-8")) for path in records]
    assert [int(found[1]) if found else None for found in titled] == numbers


def test_every_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    wanting = []
    before = ""
    for line in text.splitlines():
        if re.match(r'\s+"[A-Za-z0-9_.\[\]-]+==', line) and not before.lstrip().startswith(("#", '"')):
            wanting.append(line.strip())
        before = line
    assert wanting == []
    assert re.findall(r'^    "[^"=]+"', text.split("[tool.", 1)[0], re.MULTILINE) == []  # everything is pinned


def test_the_lock_names_public_indexes_only() -> None:
    lock = (ROOT / "uv.lock").read_text()
    hosts = set(re.findall(r"https?://([^/\"]+)", lock))
    assert hosts == {"pypi.org", "files.pythonhosted.org"}


@pytest.mark.django_db
def test_the_flow_page_is_current() -> None:
    call_command("flow", check=True)
