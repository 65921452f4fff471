"""Two branches that change what is generated are merged by git, and the next build makes what both want."""

import subprocess
from pathlib import Path

import pytest

from support.commands import Run


class Repository:
    """A repository with a configuration and its output, committed."""

    def __init__(self, root: Path, shapewright: Run) -> None:
        self.root = root
        self.shapewright = shapewright
        self.git("init", "--quiet", "--initial-branch=main")
        for key, value in (("user.name", "a"), ("user.email", "a@example.test")):
            self.git("config", key, value)
        (root / ".gitignore").write_text(".shapewright_cache\n")
        (root / "pyproject.toml").write_text('[tool.shapewright]\nsources = ["shop"]\nout = "models"\n')
        (root / "shop").mkdir()

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def run(self, command: str) -> None:
        done = self.shapewright(command, cwd=self.root)
        assert done.returncode == 0, done.stdout + done.stderr

    def commit(self, **modules: str) -> None:
        """Write modules, build and commit."""
        for name, text in modules.items():
            (self.root / "shop" / f"{name}.py").write_text(text)
        self.run("build")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")

    def merge(self, branch: str) -> None:
        """Merge, without a conflict, and build."""
        self.git("merge", "--quiet", "--no-edit", branch)
        self.run("build")
        self.run("check")


@pytest.fixture
def repository(tmp_path: Path, shapewright: Run) -> Repository:
    return Repository(tmp_path, shapewright)


def module(*classes: str) -> str:
    return "from typing import TypedDict\n\n" + "".join(
        f"class {name}(TypedDict):\n    size: {type_}\n\n" for name, type_ in (each.split(":") for each in classes)
    )


def test_branches_that_add_services(repository: Repository) -> None:
    repository.commit(books=module("Book:int"))
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(**dict.fromkeys(["lamps"], module("Lamp:int")))
    repository.git("checkout", "--quiet", "main")
    repository.commit(chairs=module("Chair:int"))
    (repository.root / ".gitattributes").write_text(
        "models/typescript/index.ts merge=union\n"
    )  # a line for each service
    repository.merge("other")
    packages = {each.name for each in (repository.root / "models" / "pydantic_models").iterdir() if each.is_dir()}
    assert packages - {"__pycache__"} == {"shop_books", "shop_chairs", "shop_lamps"}


def test_branches_that_change_one_service(repository: Repository) -> None:
    """Each changes a class. The schema of the service differs on both sides, and git merges it."""
    between = [f"Between{number}:int" for number in range(5)]
    repository.commit(books=module("A:int", *between, "Z:int"))
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(books=module("A:str", *between, "Z:int"))
    repository.git("checkout", "--quiet", "main")
    repository.commit(books=module("A:int", *between, "Z:str"))
    repository.git("merge", "--quiet", "--no-edit", "other")
    manifest = (repository.root / "models" / ".shapewright.json").read_text()
    assert manifest.count("json_schema/shop_books.schema.json") == 2
    repository.run("build")
    repository.run("check")
    manifest = (repository.root / "models" / ".shapewright.json").read_text()
    assert manifest.count("json_schema/shop_books.schema.json") == 1


def test_a_file_that_git_merged_wrongly_is_the_users(repository: Repository) -> None:
    repository.commit(books=module("A:int"))
    repository.git("checkout", "--quiet", "-b", "other")
    repository.commit(books=module("A:str"))
    repository.git("checkout", "--quiet", "main")
    repository.commit(books=module("A:bool"))
    subprocess.run(["git", "merge", "--quiet", "other"], cwd=repository.root, capture_output=True, check=False)
    (repository.root / "shop" / "books.py").write_text(module("A:str"))
    done = repository.shapewright("build", cwd=repository.root)
    assert done.returncode == 2
    assert "[edited-file]" in done.stderr
    done = repository.shapewright("build", "--force", cwd=repository.root)
    assert done.returncode == 0, done.stderr
    repository.run("check")
