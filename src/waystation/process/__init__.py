"""The words of any process: stages, routes, clocks, resources."""
