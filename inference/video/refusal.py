"""Say in one sentence why a file cannot be used as a video."""

SENTENCES = {
    "file_empty": "The file is empty. Please copy it again from the camera.",
    "not_a_video": "This is not a video file, whatever its name says.",
    "incomplete_file": (
        "The file is incomplete: it was cut off while being recorded or copied. Please copy it again from the camera."
    ),
    "container_not_supported": "This kind of file is not accepted. Please use MKV, MP4, MOV, WebM or AVI.",
    "no_video_stream": "The file holds no moving picture, only sound or text.",
    "encrypted": "The video is encrypted (copy protection) and cannot be read.",
    "codec_not_supported": "The video is stored in a format that this program cannot decode.",
    "frame_too_large": (
        "The picture is too large: at most 16.7 million pixels and 8192 pixels on a side are accepted."
    ),
    "no_readable_frame": "Not a single picture of this video could be read.",
    "too_many_frames": "The video has too many pictures. Please cut it into shorter parts.",
    "timing_impossible": "The times written in this video make no sense, so nothing could be placed in it.",
    "not_a_picture": "This is not a picture of a known kind. Please use JPEG, PNG, BMP, TIFF or WebP.",
    "picture_damaged": "The picture is damaged or cut off.",
    "too_slow": "Reading this video took longer than allowed.",
    "out_of_memory": "Reading this video needs more memory than allowed.",
    "model_missing": "The files of this model are not there.",
    "model_changed": "The files of this model are not those that were registered, so it is not used.",
    "model_unreadable": "This is not a model that this program can open.",
    "decoder_crashed": "The video is damaged in a way that makes the reading program stop.",
}


class VideoRefused(Exception):  # noqa: N818 - it names the outcome that people see
    """A file that cannot be used, for a reason that lies in the file.

    Attributes:
        code: one of `SENTENCES`.
        message: a sentence for the person who sent the file.
    """

    def __init__(self, code: str, message: str | None = None) -> None:
        self.code = code
        self.message = message or SENTENCES[code]
        super().__init__(code, self.message)

    def __str__(self) -> str:
        return f"{self.message} ({self.code})"
