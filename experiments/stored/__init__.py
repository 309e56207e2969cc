"""What lies in the run store, in planners' words: what a batch is about (`about`), its columns (`columns`), its rows for others (`export`)."""
