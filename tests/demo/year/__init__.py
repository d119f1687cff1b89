"""One demo insurer for all tests of this folder: a package, so that its fixture lives as long as they."""
