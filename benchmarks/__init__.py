"""What is measured, and against whom. `make bench` runs all of it; results lie in benchmarks/results."""
