"""The embedded extractive provider for English and Korean; `provider` tells its limits."""
