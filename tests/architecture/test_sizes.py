"""Small modules, small functions, plain names, and no number of the model outside its YAML."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "waystation"
MODEL = PACKAGE / "uk"
KERNEL = PACKAGE / "engine" / "kernel.py"
MODULES = sorted(PACKAGE.rglob("*.py"))

LONGEST_MODULE, MEDIAN_MODULE = 400, 120
LONGEST_FUNCTION, MEDIAN_FUNCTION = 50, 10  # the aim for the median is 8
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}
NOT_A_FIGURE = {0, 1, 2}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def where(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_module = pytest.mark.parametrize("path", MODULES, ids=where)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def figures(node: ast.AST) -> Iterator[ast.Constant]:
    """The numbers written in the code, other than 0, 1, 2 and those that only point into a sequence."""
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.Subscript) and child is node.slice:
            continue
        if isinstance(child, ast.Constant) and type(child.value) in (int, float, complex):
            if child.value not in NOT_A_FIGURE:
                yield child
        else:
            yield from figures(child)


def test_there_is_a_package_to_measure() -> None:
    assert MODULES


@every_module
def test_no_module_is_too_long(path: Path) -> None:
    assert lines(path) <= LONGEST_MODULE


def test_the_median_module_is_short() -> None:
    assert median(lines(path) for path in MODULES if path.name != "__init__.py") <= MEDIAN_MODULE


@every_module
def test_no_function_is_too_long(path: Path) -> None:
    if path == KERNEL:
        return
    too_long = {found.name: length(found) for found in functions(path) if length(found) > LONGEST_FUNCTION}
    assert not too_long


def test_the_median_function_is_short() -> None:
    assert median(length(found) for path in MODULES for found in functions(path)) <= MEDIAN_FUNCTION


@every_module
def test_names_say_what_is_inside(path: Path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    assert not NAMES_THAT_SAY_NOTHING.intersection(parts)


@every_module
def test_no_star_imports(path: Path) -> None:
    stars = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert not stars


@every_module
def test_a_public_module_says_what_it_is(path: Path) -> None:
    private = path.stem.startswith("_") and path.stem not in ("__init__", "__main__")
    assert private or ast.get_docstring(tree(path)), "it needs one or two sentences that a policy analyst understands"


@pytest.mark.parametrize("path", sorted(MODEL.rglob("*.py")), ids=where)
def test_a_number_of_the_model_belongs_in_yaml(path: Path) -> None:
    found = {f"line {figure.lineno}": figure.value for figure in figures(tree(path))}
    assert not found, "give it a name, a dimension and a source in src/waystation/uk/parameters"


def test_a_figure_is_recognised() -> None:
    code = "GROWTH = 0.37\nFIRST = names[3]\nNEXT = days + 1\nON = True\nLIMIT = limits[f(730)]\n"
    assert [figure.value for figure in figures(ast.parse(code))] == [0.37]
