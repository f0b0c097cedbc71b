"""EC2 instances, many at once."""
