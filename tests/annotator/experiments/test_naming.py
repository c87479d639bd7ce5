"""Refusals of the training program, in the words of people."""

from annotator.experiments.naming import in_peoples_words
from annotator.studies.models import Study
from tests import factories


def test_pictures_and_infants_are_named_and_strangers_are_not(study: Study) -> None:
    infant = factories.make_infant(study, pseudonym="A-7")
    video = factories.make_ready_video(infant)
    elsewhere = factories.make_ready_video(factories.make_infant(factories.make_study(factories.make_user())))
    said = f"“{video.pk}/0000012-265de2c60264eca0.jpg”, “{elsewhere.pk}/0000000-00.jpg”; the infant study/{infant.pk}"
    told = in_peoples_words(said, study)
    assert told.startswith(f"“{video.original_name}, A-7, frame 12”, “{elsewhere.pk}/0000000-00.jpg”")
    assert told.endswith("the infant A-7")
