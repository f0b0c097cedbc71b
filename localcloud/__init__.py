"""An AWS on one port, from pip packages; localcloud/README.md says where it differs."""
