"""The part of cosmic-ray that this project uses."""
