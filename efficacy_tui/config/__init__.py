"""What a person sets once: `config.toml`, read, checked, and written with their comments kept."""
