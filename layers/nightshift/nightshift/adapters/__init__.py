"""AWS and other outside systems, one module each; domain values in and out."""
