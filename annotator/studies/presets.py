"""The protocol as data: its shape, and the two presets taken from the thesis.

Sources: master thesis on automatic infant pain assessment, M-PAIN (lines 1164-1217, 1577-1605) and VideoDol
(lines 1226-1257, 1678-1709); open points as resolved in the study rules A1-A29.
"""

from typing import Any

from annotator.studies.models import Preset

DETECTORS = [
    "mediapipe-short",
    "mediapipe-full",
    "opencv-haar",
    "opencv-ssd",
    "retinaface",
    "yolov5",
    "dlib-hog",
]
EXCLUSION_REASONS = ["blanket", "hand", "object", "out_of_frame", "blur", "other_face"]
ACTIONS = ["brow_bulge", "eye_squeeze", "nasolabial_furrow", "mouth_stretch"]
SUPERVISION: dict[str, Any] = {"spot_check_percent": 5, "silent_percent": 10, "names_masked": True}
EVERY_WINDOW: dict[str, Any] = {"many_per_video": True}

MPAIN_DAN: dict[str, Any] = {
    "scales": [{"scale": "dan", "items": ["face", "limbs", "voice"]}],
    "operators_per_video": 1,
    "blind": True,
    "window": {
        **EVERY_WINDOW,
        "start_event": "heel_squeeze",
        "end_reasons": ["completed", "calm", "other"],
        "preset_seconds": None,
    },
    "keep_audio": False,
    "sampling": {
        "score": {"scale": "dan", "item": "face"},
        "frames_per_second": [
            {"score_from": 0, "score_to": 1, "rate": 0.5},
            {"score_from": 2, "score_to": 4, "rate": 1.0},
        ],
        "max_frames_per_infant": 79,
        "part_of_window": "first",
        "low_score_limit_seconds": None,
    },
    "labels": {
        "nonpain_scores": [0, 1],
        "pain_scores": [],
        "spot_check_percent": 5,
        "repeat_percent": 5,
        "repeat_after_days": 10,
        "raters_per_frame": 1,
        "order": "by_video",
        "frame_actions": [],
    },
    "consensus": "unanimous_else_adjudicate",
    "redundancy": "keep_all",
    "pain_cutoff": {"scale": "dan", "total_from": 3},
    "detectors": DETECTORS,
    "exclusion_reasons": EXCLUSION_REASONS,
    "actions": ACTIONS,
    "second_reading": None,
    "suggestions": "after_my_answer",
    "supervision": SUPERVISION,
}

VIDEODOL_FLACC: dict[str, Any] = {
    **MPAIN_DAN,
    "scales": [{"scale": "flacc", "items": ["face", "legs", "activity"]}],
    "operators_per_video": 3,
    "window": {
        **EVERY_WINDOW,
        "start_event": "recording_starts",
        "end_reasons": ["completed", "calm", "other"],
        "preset_seconds": None,
    },
    "sampling": {
        "score": {"scale": "flacc", "item": "face"},
        "frames_per_second": [
            {"score_from": 0, "score_to": 1, "rate": 1.0},
            {"score_from": 2, "score_to": 2, "rate": 2.0},
        ],
        "max_frames_per_infant": None,
        "part_of_window": "first",
        "low_score_limit_seconds": 60,
    },
    "labels": {
        "nonpain_scores": [0, 1],
        "pain_scores": [2],
        "spot_check_percent": 5,
        "repeat_percent": 5,
        "repeat_after_days": 10,
        "raters_per_frame": 1,
        "order": "by_video",
        "frame_actions": [],
    },
    "redundancy": "one_low_score_video_per_infant",
    "pain_cutoff": {"scale": "flacc", "item": "face", "score_from": 2},
}

DOCUMENTS: dict[Preset, dict[str, Any]] = {
    Preset.MPAIN_DAN: MPAIN_DAN,
    Preset.VIDEODOL_FLACC: VIDEODOL_FLACC,
}
TITLES: dict[Preset, dict[str, str]] = {
    Preset.MPAIN_DAN: {
        "en": "M-PAIN: newborns, heel prick, DAN scale",
        "it": "M-PAIN: neonati, prelievo dal tallone, scala DAN",
    },
    Preset.VIDEODOL_FLACC: {
        "en": "VideoDol: small children, emergency department, FLACC scale",
        "it": "VideoDol: bambini piccoli, pronto soccorso, scala FLACC",
    },
}
