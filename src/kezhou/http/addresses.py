"""Finding the route of an address without trying every route.

Django tries the patterns of an urlconf one after the other. With some ninety entities the API has more than a thousand
of them, and trying all took longer than reading a page of customers. Here routes are sorted by their first word and
their number of words, so that a request tries about ten. What is found is what Django's own resolver finds.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

Route = URLPattern | URLResolver
Place = tuple[str, int]
"""The first word of an address and the number of its words."""
ANY = ""


class AddressBook(URLResolver):
    """A resolver of the plain routes below one fixed prefix: whole patterns, of which no parameter holds a slash."""

    @cached_property
    def _sorted(self) -> dict[Place, URLResolver]:
        found: dict[Place, list[Route]] = defaultdict(list)
        places = {(words[0], len(words)) for pattern in self.url_patterns for words in [_words(pattern)]}
        open_to_any = {count for word, count in places if word == ANY}
        for pattern in self.url_patterns:
            words = _words(pattern)
            for word, count in places | {(ANY, count) for count in open_to_any}:
                if count == len(words) and words[0] in (word, ANY):
                    found[word, count].append(pattern)
        return {place: self._resolver(patterns) for place, patterns in found.items()}

    def _resolver(self, patterns: list[Route]) -> URLResolver:
        return URLResolver(self.pattern, patterns, self.default_kwargs, self.app_name, self.namespace)

    def resolve(self, path: str) -> ResolverMatch:
        words = str(path).removeprefix(str(self.pattern)).split("/")
        of_place = self._sorted.get((words[0], len(words))) or self._sorted.get((ANY, len(words)))
        return (of_place or self._resolver([])).resolve(path)


def _words(pattern: Route) -> list[str]:
    """The words of a route, with `ANY` for the first one if it is a parameter."""
    first, *rest = str(pattern.pattern).split("/")
    return [ANY if "<" in first else first, *rest]


def address_book(prefix: str, urls: tuple[Iterable[Any], str, str]) -> AddressBook:
    """What `path(prefix, urls)` is, found faster."""
    patterns, app_name, namespace = urls
    return AddressBook(RoutePattern(prefix), list(patterns), None, app_name, namespace)
