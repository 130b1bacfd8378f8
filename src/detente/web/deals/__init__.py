"""What the pages about deals share: the run they rest on, how packages stand in addresses, and the picture."""
