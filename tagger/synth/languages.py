"""The languages of made-up references.

Imports nothing of the package.
"""

from __future__ import annotations

#: Shares of the languages: English about a third, the others in the order of what is published
#: in them, with more of those whose layouts the corpora lack (German, Spanish, Portuguese).
SHARES: dict[str, float] = {
    "en": 0.33, "de": 0.09, "es": 0.085, "pt": 0.08, "fr": 0.07, "it": 0.055, "ru": 0.035,
    "zh": 0.03, "pl": 0.025, "tr": 0.025, "nl": 0.02, "sv": 0.015, "ja": 0.015, "uk": 0.014,
    "cs": 0.012, "el": 0.011, "fi": 0.01, "ko": 0.01, "da": 0.008, "no": 0.008, "hu": 0.008,
    "ro": 0.008, "ca": 0.007, "bg": 0.006, "hr": 0.006, "sr": 0.006, "id": 0.006, "sk": 0.005,
    "sl": 0.004, "la": 0.004, "gl": 0.003, "et": 0.002, "vi": 0.002, "eu": 0.001, "lt": 0.001,
}  # fmt: skip

#: Locales of the Citation Style Language.
LOCALES: dict[str, str] = {
    "en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "pt": "pt-BR", "it": "it-IT",
    "nl": "nl-NL", "pl": "pl-PL", "sv": "sv-SE", "ru": "ru-RU", "tr": "tr-TR", "zh": "zh-CN",
    "ja": "ja-JP", "uk": "uk-UA", "cs": "cs-CZ", "el": "el-GR", "fi": "fi-FI", "ko": "ko-KR",
    "da": "da-DK", "no": "nb-NO", "hu": "hu-HU", "ro": "ro-RO", "ca": "ca-AD", "bg": "bg-BG",
    "hr": "hr-HR", "sr": "sr-Cyrl-RS", "id": "id-ID", "sk": "sk-SK", "sl": "sl-SI", "la": "la",
    "gl": "gl-ES", "et": "et-EE", "vi": "vi-VN", "eu": "eu", "lt": "lt-LT",
}  # fmt: skip

#: Languages in Cyrillic letters.
CYRILLIC: tuple[str, ...] = ("ru", "uk", "bg", "sr")
#: Share of their references that are written in Latin letters.
ROMANISED = 0.12

#: Languages whose names are written in one piece, family name first, and whose layouts are their
#: own.
CJK: tuple[str, ...] = ("zh", "ja", "ko")
