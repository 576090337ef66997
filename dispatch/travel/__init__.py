"""Travel times between places: one matrix a plan, and how traffic stretches it over the day."""

from dispatch.travel.geodesic import Estimate
from dispatch.travel.matrix import TravelMatrix, TravelTimes
from dispatch.travel.traffic import Traffic

__all__ = ["Estimate", "Traffic", "TravelMatrix", "TravelTimes"]
