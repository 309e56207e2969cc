"""What `docs/generate.py` writes between the markers of the documentation: one function a block, text from code."""
