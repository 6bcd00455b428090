"""The confidence chart: numbers in, cells out; independent of any terminal toolkit."""
