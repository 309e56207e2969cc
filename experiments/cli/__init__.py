"""The command line `funnel`: what planners type, and what they read, in Chinese or English."""
