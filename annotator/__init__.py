"""The web application: people, studies, recordings and the work done on them."""
