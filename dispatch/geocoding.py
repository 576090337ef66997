"""From an address to a place: what a geocoder makes of it, through geopy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from geopy.exc import GeopyError
from geopy.geocoders import Nominatim as NominatimClient

from dispatch.errors import ServiceAway
from dispatch.place import Place


@dataclass(frozen=True, slots=True)
class Found:
    """A place, and the name the geocoder knows it by, so that people can see whether it meant the same."""

    place: Place
    name: str


class Geocoder(Protocol):
    """What finds addresses."""

    def find(self, address: str, most: int = 1) -> tuple[Found, ...]:
        """The `most` best matches for an address, the best first.

        Raises
        ------
        ServiceAway
            When the geocoder gives no usable answer in time.
        """
        ...


@dataclass(frozen=True)
class Nominatim:
    """A Nominatim server: `url` up to before ``/search``; an answer may take `seconds`."""

    url: str
    user_agent: str
    seconds: float = 5.0

    def find(self, address: str, most: int = 1) -> tuple[Found, ...]:
        """The server's first matches."""
        parts = urlsplit(self.url)
        client = NominatimClient(
            scheme=parts.scheme,
            domain=f"{parts.netloc}{parts.path}",
            user_agent=self.user_agent,
            timeout=self.seconds,
        )
        try:
            matches = client.geocode(address, exactly_one=False, limit=most) or ()
            return tuple(Found(Place(one.latitude, one.longitude), one.address) for one in matches[:most])
        # geopy lets an answer of another form through as what it trips over.
        except (GeopyError, LookupError, TypeError, ValueError) as error:
            raise ServiceAway("the geocoder", type(error).__name__) from error
