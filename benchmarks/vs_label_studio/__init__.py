"""The labelling loop beside Label Studio's open edition, both really running, on the same pictures, in one run."""
