"""Plans of the demo world: marked as sample, the same every time, and holding together like real ones."""

from betang.planning.seeds.plan import Place, Setting, World, world
from betang.planning.seeds.writing import Brought, Writer

__all__ = ["Brought", "Place", "Setting", "World", "Writer", "world"]
