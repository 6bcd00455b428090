"""What the tests share: drivers, factories, and screens to walk through."""
