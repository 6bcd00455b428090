"""The person's settings: reads, checks and writes `config.toml`, preserving its comments."""
