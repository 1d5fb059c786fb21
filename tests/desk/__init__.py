"""The staff's door: forms made from rulebooks, pages, refusals."""
