"""One file per policy instrument: who is eligible, what it pays, and the sweep that lets it act. Off unless a policy file lists it."""
