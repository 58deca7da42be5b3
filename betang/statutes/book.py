"""The book of law: which rule of the code follows which article, read from the `Law:` lines of the sources."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from betang.statutes import sources
from betang.statutes.sources import Article, Reference, UnknownReference

_LINE = re.compile(r"\bLaw:\s*(?P<cited>[^\"\n]+)")
_CONTINUED = re.compile(r"[;,]\s*$")
HEAD = """# The law in the code

Made by `betang law write` from the `Law:` lines of the sources; do not edit. Each line names a rule and says in its own
words what it does. How to add one: `docs/howto/rule-with-its-law.md`.
"""


@dataclass(frozen=True, slots=True)
class Citation:
    """A `Law:` line: the rule that carries it, where it stands, what it cites, and what the rule says of itself."""

    rule: str
    file: str
    line: int
    text: str
    says: str

    def references(self) -> tuple[Reference, ...]:
        """What is cited. Raises `UnknownReference`."""
        return sources.references(self.text)


def root() -> Path:
    """The folder of the package whose sources are read."""
    return Path(__file__).resolve().parent.parent


def citations(folder: Path | None = None) -> list[Citation]:
    """Every `Law:` line of the Python sources below a folder (the whole package), tests and migrations left out."""
    base = folder or root()
    found: list[Citation] = []
    for path in sorted(base.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.relative_to(base).parts):
            found += _in_source(path.read_text(encoding="utf-8"), _module(path, base), path.relative_to(base.parent).as_posix())
    return found


def _module(path: Path, base: Path) -> str:
    parts = list(path.relative_to(base).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts) or base.name


def _in_source(text: str, module: str, file: str) -> list[Citation]:
    lines = text.splitlines()
    if not any(map(_LINE.search, lines)):
        return []  # most files: nothing needs to be parsed
    rules = list(_rules(ast.parse(text), module))
    found = []
    for number, line in enumerate(lines, 1):
        match = _LINE.search(line)
        if match is None or not _is_prose(line, match.start(), lines, number, rules):
            continue
        cited = match["cited"].strip()
        step = number
        while _CONTINUED.search(cited) and step < len(lines):
            cited = f"{cited} {lines[step].strip().lstrip('#').strip().strip(chr(34))}"
            step += 1
        name, says = _owner(rules, number, module)
        found.append(Citation(name, file, number, cited.strip().strip('"').strip(), says))
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str
    first: int
    last: int
    says: str
    docs: tuple[int, int]


def _rules(tree: ast.Module, module: str) -> Iterator[_Rule]:
    yield _Rule(module, 0, 0, _first_line(ast.get_docstring(tree)), _doc_span(tree))
    yield from _inside(tree, module)


def _inside(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, prefix: str) -> Iterator[_Rule]:
    for index, child in enumerate(node.body):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{prefix}.{child.name}"
            yield _Rule(name, child.lineno, child.end_lineno or child.lineno, _first_line(ast.get_docstring(child)), _doc_span(child))
            yield from _inside(child, name)
        elif isinstance(child, (ast.Assign, ast.AnnAssign)):
            target = child.targets[0] if isinstance(child, ast.Assign) else child.target
            following = node.body[index + 1] if index + 1 < len(node.body) else None
            doc = _string(following)
            span = (following.lineno, following.end_lineno or following.lineno) if following is not None and doc else (0, -1)
            last = span[1] if doc else child.end_lineno or child.lineno
            yield _Rule(f"{prefix}.{ast.unparse(target)}", child.lineno, last, _first_line(doc), span)


def _string(node: ast.stmt | None) -> str | None:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return node.value.value
    return None


def _doc_span(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[int, int]:
    first = node.body[0] if node.body else None
    if first is not None and _string(first) is not None:
        return first.lineno, first.end_lineno or first.lineno
    return 0, -1


def _first_line(doc: str | None) -> str:
    first = (doc or "").strip().partition("\n")[0].strip()
    return _LINE.split(first)[0].strip() if first else ""


def _is_prose(line: str, column: int, lines: list[str], number: int, rules: list[_Rule]) -> bool:
    """A `Law:` line counts in a comment or in a docstring, and not in code that speaks of such lines."""
    if "#" in line[:column]:
        return True
    return any(first <= number <= last for first, last in (rule.docs for rule in rules)) and "`Law:`" not in line


def _owner(rules: list[_Rule], number: int, module: str) -> tuple[str, str]:
    best = rules[0]
    for rule in rules[1:]:
        if rule.first <= number <= rule.last and rule.first >= best.first:
            best = rule
    if best is rules[0]:
        following = [rule for rule in rules[1:] if rule.first == number + 1]
        if following:
            best = following[0]
    return best.name or module, best.says


def problems(folder: Path | None = None) -> list[str]:
    """Every `Law:` line that does not resolve, with its place and the reason."""
    found = []
    for citation in citations(folder):
        try:
            if not citation.references():
                raise UnknownReference("nothing is cited")
        except UnknownReference as error:
            found.append(f"{citation.file}:{citation.line}: {error}")
    return found


def render(folder: Path | None = None) -> str:
    """The whole book as Markdown: each law, each article cited, and the rules that follow it."""
    by_law: dict[str, dict[Article | None, list[Citation]]] = defaultdict(lambda: defaultdict(list))
    for citation in citations(folder):
        for reference in citation.references():
            for article in reference.articles or (None,):
                if citation not in by_law[reference.law.name][article]:
                    by_law[reference.law.name][article].append(citation)
    parts = [HEAD]
    for name, law in sources.laws().items():
        if name not in by_law:
            continue
        parts.append(f"\n## {name}: {law.title}\n\n{law.about}.\n")
        for article in sorted(by_law[name], key=lambda one: (one or Article(0)).order):
            parts.append(f"\n### {f'Article {article}' if article else 'As a whole'}\n\n")
            for citation in sorted(by_law[name][article], key=lambda one: one.rule):
                parts.append(f"- `{citation.rule}`{f': {citation.says}' if citation.says else ''}\n")
    uncited = [name for name in sources.laws() if name not in by_law]
    if uncited:
        parts.append("\n## Registered, not cited yet\n\n")
        parts += [f"- {name}: {sources.laws()[name].title}\n" for name in uncited]
    return "".join(parts)


def book_path() -> Path:
    """Where the book is kept in the project."""
    return root().parent / "docs" / "law.md"
