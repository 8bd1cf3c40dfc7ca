"""The languages of made-up references.

Imports nothing of the package.
"""

from __future__ import annotations

#: Shares of the languages: English about two fifths, the others in the order of what is published
#: in them, with more of those whose layouts the corpora lack (German, Spanish, Portuguese).
SHARES: dict[str, float] = {
    "en": 0.42, "de": 0.1, "es": 0.1, "pt": 0.09, "fr": 0.08, "it": 0.065, "ru": 0.03,
    "zh": 0.025, "nl": 0.025, "pl": 0.02, "tr": 0.02, "sv": 0.015, "ja": 0.01,
}  # fmt: skip

#: Locales of the Citation Style Language.
LOCALES: dict[str, str] = {
    "en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "pt": "pt-BR", "it": "it-IT",
    "nl": "nl-NL", "pl": "pl-PL", "sv": "sv-SE", "ru": "ru-RU", "tr": "tr-TR", "zh": "zh-CN",
    "ja": "ja-JP",
}  # fmt: skip
