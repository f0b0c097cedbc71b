"""What `reconcile` keeps in place for each workload, and how it differs from what is there."""
