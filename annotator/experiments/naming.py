"""The training program knows files and groups by id; people know videos and infants by name.

Names are put in when a message is read, never when it is written: messages outlive consent.
"""

import re

from annotator.recordings.models import Video
from annotator.studies.models import Infant, Study

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PICTURE = re.compile(rf"({UUID})/0*(\d+)-[0-9a-f]+\.\w+")
INFANT = re.compile(rf"(?:\w+/)?({UUID})")


def in_peoples_words(message: str, study: Study) -> str:
    """The message with the study's pictures and infants by name; ids of anything else stay as they are."""
    videos = Video.objects.filter(study=study, pk__in={video for video, _ in PICTURE.findall(message)})
    films = {str(one.pk): f"{one.original_name}, {one.infant.pseudonym}" for one in videos.select_related("infant")}
    infants = Infant.objects.filter(study=study, pk__in=set(INFANT.findall(message)))
    names = {str(one.pk): one.pseudonym for one in infants}

    def picture(found: re.Match[str]) -> str:
        film = films.get(found[1])
        return found[0] if film is None else f"{film}, frame {found[2]}"

    named = PICTURE.sub(picture, message)
    return INFANT.sub(lambda found: names.get(found[1], found[0]), named)
