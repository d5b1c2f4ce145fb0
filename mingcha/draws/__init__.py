"""Who drew what from which pool with which seed, before which witnesses."""
