"""The search's compiled inner loops: numba functions over :class:`solver.arrays.Arrays`, without the GIL."""
