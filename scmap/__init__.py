"""scmap: overlay, judge and link the smart-city investments of different ministries."""

__version__ = "0.1.0"
