"""Metres around a point: the ellipsoidal Mercator projection, in which what is nearest stays nearest."""

import math

import numpy as np

SEMI_MAJOR_AXIS = 6_378_137.0  # metres, WGS 84
ECCENTRICITY = 0.0818191908426215  # WGS 84
HIGHEST_LATITUDE = 89.9  # degrees: the poles lie at infinity, what lies beyond is drawn here
LONGEST_STRAIGHT = 0.004  # degrees: a straight line of this length bends by less than 3 mm when projected


def project(longs, lats):
    """Projected x and y of longitudes and latitudes in degrees (numbers or arrays of one shape)."""
    phi = np.radians(np.clip(lats, -HIGHEST_LATITUDE, HIGHEST_LATITUDE))
    sine = np.sin(phi)
    y = np.arctanh(sine) - ECCENTRICITY * np.arctanh(ECCENTRICITY * sine)
    return SEMI_MAJOR_AXIS * np.radians(longs), SEMI_MAJOR_AXIS * y


def stretch(lats):
    """How many projected metres one metre on the ground has at these latitudes (number or array)."""
    phi = np.radians(np.clip(lats, -HIGHEST_LATITUDE, HIGHEST_LATITUDE))
    return np.sqrt(1 - (ECCENTRICITY * np.sin(phi)) ** 2) / np.cos(phi)


def project_point(long: float, lat: float) -> tuple[float, float]:
    """The same as `project` for one point, ten times faster."""
    sine = math.sin(math.radians(min(max(lat, -HIGHEST_LATITUDE), HIGHEST_LATITUDE)))
    y = math.atanh(sine) - ECCENTRICITY * math.atanh(ECCENTRICITY * sine)
    return SEMI_MAJOR_AXIS * math.radians(long), SEMI_MAJOR_AXIS * y


def stretch_at(lat: float) -> float:
    """The same as `stretch` for one latitude."""
    phi = math.radians(min(max(lat, -HIGHEST_LATITUDE), HIGHEST_LATITUDE))
    return math.sqrt(1 - (ECCENTRICITY * math.sin(phi)) ** 2) / math.cos(phi)


def unproject(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude in degrees of a projected position (error below a millimetre)."""
    return float(np.degrees(x / SEMI_MAJOR_AXIS)), float(latitude_of(y))


def latitude_of(y):
    """The latitude in degrees of a projected y (number or array)."""
    isometric = y / SEMI_MAJOR_AXIS
    sine = np.tanh(isometric)
    for _ in range(6):
        sine = np.tanh(isometric + ECCENTRICITY * np.arctanh(ECCENTRICITY * sine))
    return np.degrees(np.arcsin(sine))
