"""The README is true: it names every command and option, and the constraints pin what it lists."""

import re
from pathlib import Path

from modgov.cli import cli

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text("utf-8")


def test_every_command_is_in_the_readme_and_every_option_is_told_of_its_command():
    told = dict(re.findall(r"^## `modgov ([a-z]+).*?`\n(.*?)(?=^## |\Z)", COMMANDS, re.MULTILINE | re.DOTALL))
    assert told.keys() == cli.commands.keys()
    shared = README.partition("Every command takes")[2].partition("```")[0]
    for name, command in cli.commands.items():
        assert f"`modgov {name}" in README, name
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert re.search(rf"`{option}\b", told[name] + shared), f"{name} {option}"


def test_the_documentation_names_no_option_that_does_not_exist():
    known = {option for command in cli.commands.values() for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"`(--[a-z-]+)", README + COMMANDS)) <= known


def test_every_dependency_is_explained_and_pinned():
    project = (ROOT / "pyproject.toml").read_text("utf-8").partition("dependencies = [")[2].partition("]")[0]
    pinned = (ROOT / "constraints.txt").read_text("utf-8").lower()
    built_on = README.partition("## What it is built on")[2]
    for name in re.findall(r'"([A-Za-z0-9-]+)[>;]', project):
        assert name in built_on, name
        assert re.search(rf"^{name}==", pinned, re.MULTILINE), name


def test_the_readmes_two_commands_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "test", "bench"):
        assert f"make {target}" in README
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
