"""How people share layers: merging, batches, membership, folders and servers."""
