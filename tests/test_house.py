"""The house is in order: what is written in two places agrees, and what stands alone does."""

import ast
import configparser
import importlib.metadata
import importlib.resources
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEST_COMMAND = "python -m pip install tox && tox"
JOBS = ["lint", "types", "contracts", "py", "oracles", "mutants", "docs"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def guest_bundle() -> list[str]:
    """Return the names of the modules that travel to the child, as the contract lists them."""
    contracts = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    modules: list[str] = next(
        contract["source_modules"] for contract in contracts if "guest bundle" in contract["name"]
    )
    return modules


def imported(file: Path) -> set[str]:
    """Return the full name of every module that the file imports, wherever it does so."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, f"{file} has a relative import"
            names.add(node.module)
    return names


def strangers(file: Path, bundle: list[str]) -> set[str]:
    return {
        name
        for name in imported(file)
        if name.split(".")[0] not in sys.stdlib_module_names and name not in bundle
    }


@pytest.mark.parametrize("package", ["refgrad", "verification"])
def test_the_installed_packages_carry_their_types(package: str) -> None:
    assert (importlib.resources.files(package) / "py.typed").is_file()


def test_the_version_is_written_once() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert importlib.metadata.version("refgrad") == version
    sources = [*ROOT.glob("refgrad/**/*.py"), *ROOT.glob("verification/**/*.py")]
    assert not [file for file in sources if f'"{version}"' in file.read_text(encoding="utf-8")]


def test_there_is_one_list_of_jobs() -> None:
    tox = configparser.ConfigParser(interpolation=None)
    tox.read_string(read("tox.ini"))
    assert re.split(r",\s*", tox["tox"]["env_list"]) == JOBS
    contributing = read("CONTRIBUTING.md")
    for job in JOBS:
        assert tox[f"testenv:{job}"]["description"]
        assert f"`{job}`" in contributing


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_everybody_tests_with_the_same_command(document: str) -> None:
    assert TEST_COMMAND in read(document)


@pytest.mark.parametrize("file", sorted(ROOT.glob("refgrad/**/*.py")), ids=lambda file: file.name)
def test_the_engine_stands_on_the_standard_library(file: Path) -> None:
    own = [name for name in imported(file) if name.split(".")[0] == "refgrad"]
    assert not strangers(file, own)


@pytest.mark.parametrize("module", guest_bundle())
def test_the_guest_bundle_stands_on_the_standard_library(module: str) -> None:
    """The contract forbids the libraries it lists; this forbids those that it does not know."""
    assert not strangers(ROOT / f"{module.replace('.', '/')}.py", guest_bundle())
