"""The services of others that the settings name."""

from __future__ import annotations

from api.settings import Settings
from dispatch.geocoding import Geocoder, Nominatim


def geocoder_of(settings: Settings) -> Geocoder | None:
    """What finds addresses, if anything is to."""
    if settings.geocoder is None:
        return None
    return Nominatim(str(settings.geocoder_url), settings.geocoder_user_agent, settings.geocoder_patience)
