"""The commands of `footfall`, a module for each kind."""
