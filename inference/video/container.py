"""Open a video file by what its first bytes say, so that nothing else is ever opened in its name."""

from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from inference.video.refusal import VideoRefused
from inference.video.timing import to_ms, to_ticks

MAX_PIXELS = 4096 * 4096
MAX_SIDE_PX = 8192
DECODER_THREADS = 2

MP4_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"moof", b"uuid"}
DEMUXERS = {"matroska": "matroska,webm", "mov": "mov,mp4,m4a,3gp,3g2,mj2", "avi": "avi"}
# Formats of media that are refused by name rather than as "not a video": first bytes.
OTHER_MEDIA = (
    b"#EXTM3U", b"<MPD", b"ffconcat", b"v=0", b"[playlist]", b"FLV", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3",
    b"OggS", b"0&\xb2u", b"ID3", b"fLaC", b".RMF",
)  # fmt: skip
TRANSPORT_SYNC, TRANSPORT_PACKET = 0x47, 188


def sniff(path: Path) -> str:
    """Return `matroska`, `mov` or `avi` from the first bytes of a file, whatever its name.

    Raises:
        VideoRefused: file_empty, container_not_supported (playlists among them) or not_a_video.
        OSError: when the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(TRANSPORT_PACKET + 1)
    if not head:
        raise VideoRefused("file_empty")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    if head[4:8] in MP4_BOXES:
        return "mov"
    raise VideoRefused("container_not_supported" if _is_other_media(head) else "not_a_video")


def open_video(path: Path) -> InputContainer:
    """Open a local file with the one demuxer its first bytes ask for; close it after use.

    Raises:
        VideoRefused: when it is no video container, or one whose index cannot be read.
        OSError: when the file cannot be read.
    """
    demuxer = sniff(path)
    options = {
        "format_whitelist": DEMUXERS[demuxer],
        "protocol_whitelist": "file",
        "max_pixels": str(MAX_PIXELS),
        "threads": str(DECODER_THREADS),
    }
    try:
        return av.open(f"file:{path.resolve()}", format=demuxer, options=options, metadata_errors="replace")
    except av.error.MemoryError as error:
        raise VideoRefused("out_of_memory") from error
    except av.error.FFmpegError as error:  # of any kind: the file itself was opened and read by `sniff`
        raise VideoRefused(why_unreadable(path)) from error


def video_stream(container: InputContainer) -> VideoStream:
    """Return the stream that people would watch, ready to decode, and never a cover picture.

    Raises:
        VideoRefused: no_video_stream, encrypted, codec_not_supported, frame_too_large.
    """
    streams = [stream for stream in container.streams.video if not _is_still(stream)]
    if not streams:
        raise VideoRefused("no_video_stream")
    best = container.streams.best("video")
    stream = best if isinstance(best, VideoStream) and best in streams else streams[0]
    if "enc_key_id" in stream.metadata:
        raise VideoRefused("encrypted")
    _require_decodable(stream)
    return stream


def declared_duration(container: InputContainer, stream: VideoStream) -> tuple[int | None, bool]:
    """Return the promised duration in ms (None without one), and whether it is the picture's own.

    Matroska promises one duration for the whole file, sound and text included, and some recorders whose clock
    does not start at 0 write its end there.
    """
    if stream.duration and stream.time_base:
        return to_ms(to_ticks(stream.duration, stream.time_base)), True
    if container.duration:
        late_by = max(0, container.start_time or 0)
        return round((container.duration - late_by * (container.duration > late_by)) / 1000), False
    return None, False


def why_unreadable(path: Path) -> str:
    """Return the refusal code that best explains a container in which nothing could be read."""
    if sniff(path) != "mov":
        return "no_readable_frame"
    encrypted, whole = _inspect_boxes(path)
    if encrypted:
        return "encrypted"
    return "no_readable_frame" if whole else "incomplete_file"


def _require_decodable(stream: VideoStream) -> None:
    context = stream.codec_context
    if context is None:
        raise VideoRefused("codec_not_supported")
    if context.width * context.height > MAX_PIXELS or max(context.width, context.height) > MAX_SIDE_PX:
        raise VideoRefused("frame_too_large")
    context.options = {"max_pixels": str(MAX_PIXELS)}
    context.thread_count = DECODER_THREADS


def _is_still(stream: VideoStream) -> bool:
    return "attached_pic" in str(stream.disposition)


def _is_other_media(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    is_transport = head[0] == TRANSPORT_SYNC and head[-1] == TRANSPORT_SYNC and len(head) > TRANSPORT_PACKET
    return is_transport or text.startswith(OTHER_MEDIA) or b"<MPD" in text


def _inspect_boxes(path: Path) -> tuple[bool, bool]:
    """Return whether an MP4 file speaks of encryption, and whether it has an index and all its bytes."""
    size, position, has_index, encrypted = path.stat().st_size, 0, False, False
    with path.open("rb") as file:
        while position + 8 <= size:
            file.seek(position)
            header = file.read(16)
            length, kind = int.from_bytes(header[:4]), header[4:8]
            if length == 1:
                length = int.from_bytes(header[8:16])
            if kind == b"moov":
                has_index = True
                content = file.read(min(length, 1 << 20))
                encrypted = b"encv" in content or b"sinf" in content
            if length < 8:  # 0 means "up to the end of the file"; other values are nonsense
                position = size if length == 0 else size + 1
                break
            position += length
    return encrypted, has_index and position <= size
