"""A study: the points of one file of config/<chapter>/studies, and how they are analysed."""

import importlib
from dataclasses import asdict, dataclass

from glassychains.runs.points import Point


@dataclass(frozen=True)
class Study:
    """What one file says. `analysis` is the name of a module in the package, `chapter` its room, "my" for a reader's own."""

    id: str
    chapter: str
    about: str
    stage: str
    model: str
    analysis: str
    points: tuple
    uses: tuple = ()

    def paths(self):
        """All result files that the study needs."""
        return [path for point in self.points for path in point.paths()]

    def modules(self):
        """Dotted names of the modules that analyse the study."""
        return [f"glassychains.{self.analysis}", f"glassychains.models.{self.model}"]

    def analyse(self, *tables):
        """Curves and numbers of the study; `tables` are those of the studies that it uses."""
        return importlib.import_module(self.modules()[0]).analyse(self, *tables)

    def summary(self):
        """The study as plain data: what an analysis depends on, and what `study_of` reads."""
        return asdict(self)


def study_of(summary):
    """The study of which this is the `summary`."""
    points = tuple(Point(**point) for point in summary["points"])
    return Study(**{**summary, "points": points, "uses": tuple(summary["uses"])})
