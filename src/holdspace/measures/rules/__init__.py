"""What an instrument is, what answers add up to, and when a change is more than noise. Pure Python."""
