"""`python -m config.healthcheck`: does the web server in this container answer, and its database too?"""

import os
import sys
from http.client import HTTPConnection


def main() -> int:
    """Asks as nginx would; 0 when ready."""
    host = os.environ["ANNOTATOR_HOSTS"].split(",")[0]
    connection = HTTPConnection("127.0.0.1", 8000, timeout=3)
    connection.request("GET", "/health/ready/", headers={"Host": host, "X-Forwarded-Proto": "https"})
    return 0 if connection.getresponse().status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
