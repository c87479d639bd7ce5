"""Read what a video file really holds, and write the copy that people watch."""
