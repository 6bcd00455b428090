"""A strict reader of HTML documents: every element closed in its order, every attribute once, every name known."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta"}
"""Elements without an end that a report uses."""

ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "article", "section", "div", "span", "i"),
    *("h1", "h2", "h3", "h4", "p", "a", "b", "small", "figure", "figcaption", "dl", "dt", "dd", "ul", "li"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("svg", "symbol", "use", "path", "circle", "text", "title", "desc"),
}
"""Elements that a report may use; none of them loads or runs anything."""

BLOCKS = {"p", "li", "dt", "dd", "td", "th", "h1", "h2", "h3", "h4", "caption", "figcaption", "title", "desc", "text"}


class Element:
    """An element with its attributes, its children (elements and texts), and the element it is in."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def __iter__(self) -> Iterator[Element]:
        """All elements inside it, in document order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def find_all(self, *tags: str, css: str | None = None) -> list[Element]:
        """The elements inside it with one of these tags (all without any), and with a class."""
        return [
            element
            for element in self
            if (not tags or element.tag in tags) and (css is None or css in element.attributes.get("class", "").split())
        ]

    def find(self, *tags: str, css: str | None = None) -> Element:
        """The only such element inside it."""
        (element,) = self.find_all(*tags, css=css)
        return element

    @property
    def text(self) -> str:
        """Its words on one line, without those of pictures that are hidden."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.tag != "style":
                yield from child._texts()
                if child.tag in BLOCKS:
                    yield " "


class _StrictParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, None)
        self.open = self.root
        self.doctypes: list[str] = []

    def handle_decl(self, decl: str) -> None:
        self.doctypes.append(decl)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, f"<{tag}> in {self.get_starttag_text()}"
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"an attribute twice in {self.get_starttag_text()}"
        assert all(value is not None for _, value in attrs), f"an attribute without a value: {self.get_starttag_text()}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"path", "circle", "use"}, f"<{tag}/> does not end itself in HTML"
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}> at {self.getpos()}"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


def parse_html(text: str) -> Element:
    """Read a document; fail at anything that is not well formed."""
    parser = _StrictParser()
    parser.feed(text)
    parser.close()
    assert parser.open is parser.root, f"<{parser.open.tag}> is not closed"
    assert parser.doctypes == ["doctype html"]
    return parser.root
