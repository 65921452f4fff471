"""What Shapewright costs, and what its output does, beside other generators: `python -m benchmarks`."""
