"""Each language by its own name, and the one that staff are spoken to in besides English."""

LANGUAGES = {
    "am": "አማርኛ", "ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "en": "English", "es": "Español", "fa": "فارسی",
    "fr": "Français", "gu": "ગુજરાતી", "he": "עברית", "hi": "हिन्दी", "ht": "Kreyòl", "it": "Italiano", "ja": "日本語",
    "kea": "Kriolu", "km": "ខ្មែរ", "ko": "한국어", "my": "မြန်မာ", "ne": "नेपाली", "pl": "Polski", "ps": "پښتو",
    "pt": "Português", "ru": "Русский", "so": "Soomaali", "sq": "Shqip", "sw": "Kiswahili", "ti": "ትግርኛ",
    "tl": "Tagalog", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip


def is_spanish(tag: str) -> bool:
    """Whether a tag names Spanish, of whichever region."""
    return tag.replace("_", "-").partition("-")[0].lower() == "es"


def language_name(tag: str) -> str:
    """A language by its own name; one we have no name for by its tag."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), tag)
