"""The small set of line icons, drawn for this product on a grid of 24, stroke 1.75, round ends.

Each is the inside of an `<svg>`. Icons that point somewhere are turned round in right-to-left languages.
"""

from __future__ import annotations

from collections.abc import Mapping

ICONS: Mapping[str, str] = {
    "check": '<path d="M5 12.8l4.4 4.4L19 7.4"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.4V12l3.1 2.1"/>',
    "door": (
        '<path d="M6.5 20.5V5a1.5 1.5 0 0 1 1.5-1.5h8A1.5 1.5 0 0 1 17.5 5v15.5M3.8 20.5h16.4M14 12.2v.1"/>'
    ),
    "absent": '<circle cx="12" cy="12" r="8.5"/><path d="M6.2 17.8L17.8 6.2"/>',
    "speaking-piece": (
        '<path d="M4.2 15.9c0-3.3 3.3-5.7 7.5-5.7s8.1 2 8.1 5.2-3.6 5.1-8 5.1-7.6-1.3-7.6-4.6z"/>'
        '<path d="M8.7 7.2c2-1.5 4.6-1.5 6.6 0M10.5 4.3c1-.6 2-.6 3 0"/>'
    ),
    "alert": '<path d="M12 4.2l8.7 15a.7.7 0 0 1-.6 1.1H3.9a.7.7 0 0 1-.6-1.1zM12 10v4.3M12 17.3v.1"/>',
    "undo": '<path d="M8.2 5L4.2 9l4 4M4.6 9h9.1a5.4 5.4 0 0 1 0 10.8h-3.2"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="9.7" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "calendar": (
        '<rect x="4" y="5.5" width="16" height="14.7" rx="2"/><path d="M4 10.2h16M8.4 3.5v4M15.6 3.5v4"/>'
    ),
    "people": (
        '<circle cx="9" cy="8.4" r="3.3"/><path d="M3 19.4c0-3.4 2.6-5.4 6-5.4s6 2 6 5.4'
        'M15.6 5.4a3.3 3.3 0 0 1 0 6M17.4 14.4c2.3.6 3.6 2.4 3.6 5"/>'
    ),
    "person": '<circle cx="12" cy="8.2" r="3.8"/><path d="M4.8 20c0-3.8 3.1-6.1 7.2-6.1s7.2 2.3 7.2 6.1"/>',
    "pen": (
        '<path d="M4.4 19.6l1-4.2L16.1 4.7a1.6 1.6 0 0 1 2.2 0l1 1a1.6 1.6 0 0 1 0 2.2L8.6 18.6z'
        'M14 6.8l3.2 3.2"/>'
    ),
    "leave": (
        '<path d="M10 4.2H6.2A1.2 1.2 0 0 0 5 5.4v13.2a1.2 1.2 0 0 0 1.2 1.2H10'
        'M10 12h10M15.8 7.8L20 12l-4.2 4.2"/>'
    ),
    "help": (
        '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="3.4"/>'
        '<path d="M6 6l3.6 3.6M14.4 14.4L18 18M18 6l-3.6 3.6M9.6 14.4L6 18"/>'
    ),
    "print": (
        '<path d="M7 8.5V4h10v4.5M7 16.6H5.2A1.2 1.2 0 0 1 4 15.4v-4.9a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v4.9'
        'a1.2 1.2 0 0 1-1.2 1.2H17"/><path d="M7 13.4h10V20H7z"/>'
    ),
    "arrow": '<path d="M4.8 12h14M13.4 6.6l5.4 5.4-5.4 5.4"/>',
    "back": '<path d="M19.2 12h-14M10.6 6.6L5.2 12l5.4 5.4"/>',
    "plus": '<path d="M12 5.6v12.8M5.6 12h12.8"/>',
    "seat": '<path d="M7.4 4v8.6h9.2V4M5.6 12.6h12.8v3.6H5.6zM7.4 16.2V20M16.6 16.2V20"/>',
    "note": '<path d="M6 3.6h8.4L18.6 8v12.4H6zM14 3.6V8h4.6M9 12.4h6.4M9 16h6.4"/>',
    "bell": (
        '<path d="M6.2 16.4c1-1.2 1.3-2.6 1.3-5.6a4.5 4.5 0 0 1 9 0c0 3 .3 4.4 1.3 5.6z'
        'M10.2 19a2 2 0 0 0 3.6 0M12 6.3V4.2"/>'
    ),
    "mail": '<rect x="3.6" y="5.6" width="16.8" height="12.8" rx="2"/><path d="M4.4 7.4L12 13l7.6-5.6"/>',
    "download": '<path d="M12 4v10.6M7.4 10.4L12 15l4.6-4.6M4.6 19.6h14.8"/>',
    "heart": (
        '<path d="M12 19.8C6.4 16 3.8 12.9 3.8 9.5a4.2 4.2 0 0 1 8.2-1.4'
        ' 4.2 4.2 0 0 1 8.2 1.4c0 3.4-2.6 6.5-8.2 10.3z"/>'
    ),
    "moon": '<path d="M19.6 14.4A8.2 8.2 0 0 1 9.6 4.4a8.2 8.2 0 1 0 10 10z"/>',
    "close": '<path d="M6.4 6.4l11.2 11.2M17.6 6.4L6.4 17.6"/>',
    "eye": (
        '<path d="M2.8 12C5 8 8.2 6 12 6s7 2 9.2 6c-2.2 4-5.4 6-9.2 6s-7-2-9.2-6z"/>'
        '<circle cx="12" cy="12" r="2.7"/>'
    ),
    "microphone": (
        '<rect x="9" y="3.4" width="6" height="11" rx="3"/>'
        '<path d="M5.8 11.4a6.2 6.2 0 0 0 12.4 0M12 17.6v3M8.8 20.6h6.4"/>'
    ),
    "camera": (
        '<rect x="3.2" y="6.4" width="11.6" height="11.2" rx="2"/><path d="M14.8 10.6l6-3.2v9.2l-6-3.2z"/>'
    ),
    "hand": (
        '<path d="M7.4 12.6V6.4a1.3 1.3 0 0 1 2.6 0v4.8V4.8a1.3 1.3 0 0 1 2.6 0v6.4V5.6a1.3 1.3 0 0 1 2.6 0'
        'v6.6-2.6a1.3 1.3 0 0 1 2.6 0v5c0 3.6-2.4 6-5.6 6-2.6 0-4-1-5.4-3.2l-2.6-4.2c-.5-.9.6-2 1.5-1.3z"/>'
    ),
    "search": '<circle cx="10.8" cy="10.8" r="6"/><path d="M15.4 15.4l4.4 4.4"/>',
}

POINTING = frozenset({"arrow", "back", "undo", "leave"})
