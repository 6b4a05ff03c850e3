"""The county's own flat map: kilometres east and north of its origin, and back to degrees."""

import math

KM_PER_DEGREE = 111.195  # of latitude, on a sphere


class Plane:
    """Turns plan kilometres into longitude and latitude, rounded to a tenth of a metre."""

    def __init__(self, origin):
        self.lat, self.long = origin["lat"], origin["long"]
        self.km_per_degree_east = KM_PER_DEGREE * math.cos(math.radians(self.lat))

    def degrees(self, point):
        east, north = point[0], point[1]
        return (
            round(self.long + east / self.km_per_degree_east, 6),
            round(self.lat + north / KM_PER_DEGREE, 6),
        )

    def kilometres(self, position):
        return (
            (position[0] - self.long) * self.km_per_degree_east,
            (position[1] - self.lat) * KM_PER_DEGREE,
        )
