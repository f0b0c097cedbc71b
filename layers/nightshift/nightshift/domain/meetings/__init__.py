"""The post-meeting pipeline's decisions and values."""
