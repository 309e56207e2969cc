"""Scenario discovery: in which worlds a policy fails, as boxes (PRIM) and as a tree of rules (CART)."""

from experiments.studies.discovery.cart import Leaf, tree_of
from experiments.studies.discovery.prim import Box, boxes_of

__all__ = ["Box", "Leaf", "boxes_of", "tree_of"]
