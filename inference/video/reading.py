"""Take packets, pictures and sound out of a file that may be damaged anywhere."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import av
from av.container import InputContainer
from av.stream import Stream

from inference.video.refusal import VideoRefused

AnyPacket: TypeAlias = "av.Packet[Any]"
Frame = av.VideoFrame | av.AudioFrame


def packets_of(container: InputContainer, streams: Sequence[Stream] = ()) -> Iterator[AnyPacket]:
    """Yield the packets of some streams (all, where none is named) up to where the file cannot be followed.

    Raises:
        VideoRefused: out_of_memory.
    """
    packets = container.demux(*streams)
    while True:
        try:
            yield next(packets)
        except StopIteration:
            return
        except av.error.MemoryError as error:
            raise VideoRefused("out_of_memory") from error
        except av.error.FFmpegError:  # of any kind: demuxers answer damage with whatever number is at hand
            return


def decoded(packet: AnyPacket) -> list[Frame] | None:
    """Return what a packet gives: often one frame, at times none or several; None when the decoder gave up.

    Raises:
        VideoRefused: out_of_memory.
    """
    try:
        return [frame for frame in packet.decode() if isinstance(frame, av.VideoFrame | av.AudioFrame)]
    except av.error.MemoryError as error:
        raise VideoRefused("out_of_memory") from error
    except av.error.FFmpegError:  # of any kind, "operation not permitted" among them; the next may be fine
        return None
