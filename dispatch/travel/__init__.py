"""Travel times between places: one matrix a plan, and how traffic stretches it over the day."""

from dispatch.travel.geodesic import Estimate
from dispatch.travel.matrix import TravelMatrix, TravelTimes
from dispatch.travel.osrm import Osrm
from dispatch.travel.road import RoadTimes
from dispatch.travel.traffic import Traffic
from dispatch.travel.valhalla import Valhalla

__all__ = ["Estimate", "Osrm", "RoadTimes", "Traffic", "TravelMatrix", "TravelTimes", "Valhalla"]
