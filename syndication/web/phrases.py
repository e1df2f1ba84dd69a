"""Every word the public pages say of themselves. Another language is another table of the same keys."""

LANGUAGE = "en"

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

ZONES = {
    "America/New_York": "Eastern Time",
    "America/Detroit": "Eastern Time",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Phoenix": "Mountain Standard Time",
    "America/Los_Angeles": "Pacific Time",
    "America/Anchorage": "Alaska Time",
    "America/Puerto_Rico": "Atlantic Time",
    "Pacific/Honolulu": "Hawaii Time",
    "Etc/UTC": "UTC",
}

# Each language by its own name.
LANGUAGES = {
    "am": "አማርኛ", "ar": "العربية", "bn": "বাংলা", "de": "Deutsch", "en": "English", "es": "Español", "fa": "فارسی",
    "fr": "Français", "gu": "ગુજરાતી", "he": "עברית", "hi": "हिन्दी", "ht": "Kreyòl", "it": "Italiano", "ja": "日本語",
    "kea": "Kriolu", "km": "ខ្មែរ", "ko": "한국어", "my": "မြန်မာ", "ne": "नेपाली", "pl": "Polski", "ps": "پښتو",
    "pt": "Português", "ru": "Русский", "so": "Soomaali", "sq": "Shqip", "sw": "Kiswahili", "ti": "ትግርኛ",
    "tl": "Tagalog", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip

PHRASES = {
    # Frame
    "skip": "Skip to the content",
    "main": "Main",
    "news": "News",
    "meetings": "Meetings",
    "partners": "Partners",
    "subscribe": "Subscribe",
    "one_place": "{n} organizations, one place to read them",
    "one_place_few": "News and meetings in one place",
    "foot": "News and meeting notices from our members. Each story belongs to the organization named on it.",
    "take_it": "Take it with you",
    "subscribe_how": "Subscribe: reader or calendar",
    "all_feeds": "All feeds and formats",
    "partner_list": "Our partners’ feeds, as one list (OPML)",
    "help": "Help",
    "write_to_us": "Write to us",
    "feed_of": "{channel} ({format})",
    "format_of": "{format}: {channel}",
    "atom": "Atom",
    "rss": "RSS 2.0",
    "json": "JSON Feed",
    "ics": "iCalendar",
    # Home
    "home_title": "News and meetings",
    "from_coalition": "From the coalition",
    "featured": "Featured",
    "see_meetings": "See the {n} meetings",
    "see_meeting": "See the meeting",
    "next_meetings": "Next meetings",
    "add_to_calendar": "Add to my calendar",
    "all_meetings_n": "All {n} meetings",
    "all_meetings": "All meetings",
    "no_meetings": "No meeting is announced at the moment. New ones appear here by themselves.",
    "moves": "When a meeting moves, know it",
    "moves_how": "Put the meetings in your calendar once. New hours and places arrive by themselves.",
    "choose_how": "Choose how to keep up",
    "everything": "Everything in a reader",
    "who_we_hear": "Who speaks here",
    "partner_feed": "Feed",
    "partner_feed_of": "Feed of {name}",
    "nothing_yet": "Nothing has been published here yet.",
    "first_partner": "Add the first partner: any address of their site will do.",
    "no_news": "No news yet. It appears here as soon as a partner publishes.",
    "also_one": "Also at {name}",
    "also_many": "Also at {n} other partners",
    # Item
    "read_all": "Read it all at {partner}",
    "beginning": "This is the beginning, with thanks. The whole story lives on their site.",
    "about_story": "About this story",
    "do_something": "Do something",
    "until": "Until {day}",
    "also_carried": "Also carried by",
    "same_in": "The same in",
    "topics": "Topics",
    "files": "Files",
    "its_meetings": "The meetings",
    "untitled": "Without a title",
    "report": "Report a problem with this story",
    "report_subject": "A problem with: {title}",
    # Meeting
    "when": "When",
    "where": "Where",
    "was_when": "It would have been",
    "online": "Online",
    "join_online": "Join online",
    "map": "Show on a map (opens another site)",
    "to_be_announced": "To be announced",
    "announced_in": "To be announced, in {town}",
    "day_unknown": "Day to be announced",
    "hour_unknown": "Hour to be announced",
    "all_day": "The hour is not given",
    "from_release": "from the release of {day}",
    "part_of": "Part of",
    "one_release": "{n} meetings, one release",
    "the_release": "Our press release",
    "announced_by": "Announced by",
    "keep_it": "Keep it",
    "google": "Google Calendar",
    "outlook": "Outlook on the web",
    "print": "Print for a notice board",
    "copy_stays": "This puts the meeting in your calendar as it stands today.",
    "follow_all": "Follow all meetings, and changes arrive by themselves",
    "had_it": "If you had it in your calendar",
    "had_it_how": "A calendar that follows ours strikes it through. Google can take a day: please delete it there.",
    "tells_changes": "Any change to this meeting is told at",
    "as_written": "In the words of the release",
    "is_over": "This meeting is over",
    "is_over_why": "Day, hour and place stand here as they were announced.",
    "what_next": "What comes next",
    "never_announced": "It was not announced here",
    "confirmed": "Confirmed: day, hour and place",
    "cancelled": "Cancelled",
    "cancelled_long": "Cancelled: please do not go",
    "cancelled_why": "The meeting does not take place. The day and place below are the old ones.",
    "postponed": "Postponed",
    "postponed_long": "Postponed: please do not go on this day",
    "postponed_why": "A new day is not known yet. It will be told here.",
    "updated": "Updated",
    "updated_on": "Updated on {day}",
    "updated_why": "Day, hour or place changed after it was first announced. Below is what counts now.",
    "tentative": "Not certain yet",
    "tentative_why": "The organizers have not confirmed it. Look again before you go.",
    "place": "place",
    "time": "hour",
    "date": "day",
    "and": "{first} and {second}",
    "tba": "{what} to be announced",
    "tba_place": "The day and hour stand. The place will appear here, and in calendars that follow ours.",
    "tba_other": "What is missing will appear here, and in calendars that follow ours.",
    # Meetings, feeds, subscribing
    "coming": "Coming meetings",
    "over": "Earlier meetings",
    "this_is_a_feed": "This page is a feed",
    "this_is_a_calendar": "This page is a calendar",
    "feed_is": "A feed is an address that apps read, so that what is new comes to you. "
    "You are seeing it as a page because you opened it in a browser.",
    "calendar_is": "This is the address of a calendar. Calendar apps read it again and again, so that new meetings "
    "and changes come to you.",
    "its_address": "Its address",
    "paste_reader": "Paste it where your reader app says “Add feed” or “Follow”.",
    "paste_calendar": "Paste it where your calendar app says “Subscribe” or “Add by address”.",
    "copy": "Copy",
    "copy_address": "Copy the address",
    "copied": "Copied",
    "open_reader": "Open in my reader",
    "open_calendar": "Open in my calendar",
    "in_it_now": "In it now",
    "nothing_in_it": "Nothing is in it at the moment. You can subscribe all the same: what comes will reach you.",
    "same_formats": "The same in other formats",
    "as_it_is": "This feed as it is",
    "every_feed": "Every feed we have",
    "last_change": "Last change: {day}, {hour}",
    "feeds_intro": "Addresses for news readers, calendars and other sites. All are free and need no account.",
    "keep_up": "Keep up, your way",
    "free": "Free, no account. Nobody sees what you read, and you can stop whenever you like.",
    "what_like": "What would you like?",
    "choose": "Choose what to follow",
    "in_calendar": "In your calendar",
    "in_calendar_how": "Meetings appear by themselves, and move when they move.",
    "apple_outlook": "iPhone, Mac, Outlook app",
    "google_slow": "Google looks for changes once or twice a day, and is added from a computer, not the phone app. "
    "Close to the date, look at the meeting’s page.",
    "in_reader": "In a news reader",
    "in_reader_how": "An app that collects sites you like. Paste this address into it.",
    "address_of": "Address of “{title}”",
    "webmasters": "For webmasters and developers: every format",
    # Errors
    "back_home": "To the news and meetings",
    "404": "There is nothing at this address",
    "404_why": "The link may be mistyped, or what was here has moved.",
    "405": "This address can only be read",
    "405_why": "What was sent to it was not kept.",
    "410": "This was taken back",
    "410_why": "It was here, and whoever published it has withdrawn it.",
    "500": "Something went wrong on our side",
    "500_why": "It is not you. Please try again in a few minutes; the feeds keep working meanwhile.",
    "503": "This page cannot be shown at the moment",
    "503_why": "The news and the feeds keep working. Please try this page again in a few minutes.",
}


def say(key: str, **values: object) -> str:
    return PHRASES[key].format(**values)


def number(n: int) -> str:
    """A count as one writes it in a sentence: "ten", "14"."""
    return NUMBERS[n] if n < len(NUMBERS) else str(n)


def language_name(tag: str) -> str:
    """A language by its own name; one we have no name for by its tag."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), tag)
