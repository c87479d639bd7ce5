"""Videos: resumable upload, probing, playback copy, authorised streaming."""
