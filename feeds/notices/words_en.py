"""English, as offices in the United States write it."""

from feeds.notices.words import Words

WORDS = Words(
    tag="en",
    common="the|and|of|to|in|for|will|with|is|are|at|on|that|this|by|our|we|from|who|has|have|be|as|it|their|an|or|not",
    weekdays=(
        "monday|mon|mondays",
        "tuesday|tues|tue|tuesdays",
        "wednesday|weds|wed|wednesdays",
        "thursday|thurs|thur|thu|thursdays",
        "friday|fri|fridays",
        "saturday|sat|saturdays",
        "sunday|sun|sundays",
    ),
    months=(
        "january|jan",
        "february|feb",
        "march|mar",
        "april|apr",
        "may",
        "june|jun",
        "july|jul",
        "august|aug",
        "september|sept|sep",
        "october|oct",
        "november|nov",
        "december|dec",
    ),
    numbers=("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    ordinals=("first|1st", "second|2nd", "third|3rd", "fourth|4th", "last"),
    of="of",
    article="the",
    ordinal_endings="st|nd|rd|th",
    both="and|&|plus",
    to="to|until|till|til|through|thru|and ending at",
    month_first=True,
    every="every|each",
    every_other="every other|every second|every two weeks on|alternate",
    every_month="of every month|of each month|of the month|each month|every month|monthly",
    inside="in|during|throughout",
    before_time="at|from|between|starting at|beginning at|begins at|starts at|starting|beginning|promptly at|@",
    between="between",
    hour_names="o'clock|oclock|o clock",
    half_hour="thirty",
    quarter="fifteen",
    half_past="half past|half-past",
    minutes_past="past|minutes past|minutes after|min past",
    before_day="on|this|next|for",
    noon="12 noon|noon|midday|12:00 noon",
    midnight="midnight|12 midnight",
    morning="in the morning|early morning|early in the morning|late morning",
    afternoon="in the afternoon|in the evening|at night|early afternoon|late afternoon|early evening",
    aside_time="doors|doors open|doors at|livestream|check-in|registration|sign-in|arrive|setup|lunch|reception|coffee",
    tbd=(
        "to be announced|to be determined|to be confirmed|to be decided|to be set|to come|not yet known|"
        "not yet set|not yet confirmed|not yet determined|not yet announced|will be announced|will follow|tbd|"
        "tba|tbc|t.b.d|t.b.a|pending|unconfirmed"
    ),
    are="is|are|still|is still|are still",
    date_noun="date|dates|day",
    time_noun="time|times|hour|hours",
    place_noun="location|locations|place|venue|site|address|room|where",
    update=(
        "new info|new information|update|updated|new date|new time|new location|new place|new venue|"
        "change of time|change of date|change of location|change of venue|time change|location change|"
        "date change|venue change|corrected|correction|now online|moved online|now virtual|just added"
    ),
    cancelled="cancelled|canceled|cancellation|called off|will not take place|has been cancelled|has been canceled",
    postponed="postponed|put off|delayed|postponed until further notice|indefinitely postponed",
    moved=(
        "rescheduled|rescheduled to|rescheduled for|moved to|moved up to|moved from|postponed to|postponed until|"
        "has been moved to|have been moved to|will now be held on|is now|has been rescheduled to|"
        "has been rescheduled for"
    ),
    moved_from="moved from|has moved from|has been moved from|relocated from|changed from",
    tentative=(
        "tentative|tentatively|tentatively scheduled for|provisional|provisionally|subject to change|date tentative"
    ),
    unchanged="still|still on|as planned|unchanged|as scheduled",
    same_time="same time|same hour",
    old=(
        "was|were|formerly|originally|originally scheduled for|originally planned for|previously|instead of|"
        "rather than|from|not|no longer"
    ),
    event=(
        "meeting|meetings|session|sessions|hearing|forum|forums|clinic|clinics|workshop|workshops|rally|vigil|"
        "concert|summit|conference|training|trainings|teach-in|briefing|march|town hall|assembly|celebration|"
        "fair|fundraiser|gala|webinar|class|classes|seminar|panel|discussion|screening|festival|dinner|breakfast|"
        "luncheon|office hour|information session|listening session|info session|open house|orientation|ceremony|"
        "gathering|reception|press conference|news conference|protest|demonstration|walk|picnic|performance|"
        "lecture|talk|symposium|convening|roundtable|canvass|phone bank|naturalization|drive|party|potluck|"
        "lobby day|rally|march|parade|speak-out|block party|exhibit|exhibition|fiesta|brunch|town hall meeting|"
        "series|event|events"
    ),
    coming=(
        "will|will be *|to be held|shall|meets|meet|begins|begin|opens|hosts|holds|invites|invite|invited|join|"
        "joins|attend|come|gathers|takes place|starts|closes|is scheduled|are scheduled|is set|is planned|offers|"
        "presents|returns|is|are"
    ),
    scheduled="scheduled|planned|set|slated|originally",
    past=(
        "was held|were held|was|were|held|took place|took|met|drew|began|had|last|ago|yesterday|danced|gathered|"
        "attended|cooked|came|marched|voted|ruled|approved|rejected|filed|sued|won|heard|spoke|convened|earlier"
    ),
    ends="ends|end|ending|concludes|finishes|until|to|through|closing",
    not_before=(
        "rain date|snow date|rain date is|snow date is|makeup date|alternate date|"
        "week of|weekend of|month of|by|before|until|till|since|after|through|as of|between|no later than|"
        "not later than|deadline|due|closes|close|expires|ends|effective|prior to|from"
    ),
    not_meeting=(
        "deadline|deadlines|register by|registration|registrations|rsvp|apply by|applications|application|"
        "tickets|filing fee|fee|office hours|hotline|weekdays|embargo|embargoed|expires|takes effect|took effect|"
        "comments|comment period|nominations|due|matching gift|interviews|copies|posted|published|released|hours"
    ),
    clause="has|have|which|where|who|with|and|to|for|but|followed by|as|when|while|because|so|hosted by|sponsored by",
    at="at|come to|in|inside|outside|on the steps of|on|in front of|location",
    small="new|another|exact|final|a|an|the|its|our|their|this|his|her|with|for|of|at|in|on|to|by|and|or",
    venue=(
        "hall|center|centre|library|church|school|college|university|building|house|temple|mosque|synagogue|"
        "chapel|parish|auditorium|theatre|theater|club|park|green|plaza|square|campus|room|armory|museum|arena|"
        "stadium|gym|gymnasium|cafe|coffeehouse|restaurant|kitchen|office|offices|annex|commons|common|"
        "courthouse|statehouse|state house|city hall|athenaeum|town hall|ymca|ywca|academy|institute|cathedral|"
        "pavilion|lodge|station|hotel|ballroom|headquarters|institution|studio|gallery|garden|gardens|farm|"
        "market|mall|bank|hospital|clinic|society|steps|bandstand|field"
    ),
    street="street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|highway|hwy|parkway|pkwy|turnpike|broadway",
    room="room|rm|suite|ste|floor|fl|level|auditorium|unit|apt|lobby|rear|basement|upstairs|downstairs",
    same_place="same address|same place|same location|same venue|same site|same room|same building",
    online=(
        "online|zoom|via zoom|virtual|virtually|by video link|webinar|by phone|by telephone|livestream|"
        "live stream|livestreamed|remote|remotely|google meet|microsoft teams|facebook live|video conference|"
        "videoconference|hybrid|now online|moved online|now virtual|conference call|dial in"
    ),
    choice="or|and also|as well as",
    in_town="in",
    heading=(
        "schedule|dates|program|agenda|locations|details|calendar|events|sessions|meetings|background|timeline|"
        "following|english|spanish|portuguese|haitian creole"
    ),
    what="what|event|title|subject",
    when="when|date|date and time|date & time|day|time|date/time|hour|hours",
    where="where|town|city|location|place|venue|address|site",
    link=(
        "livestream|link|online|zoom|join|watch|register|join online|watch online|virtual|call-in|web|url|rsvp|"
        "registration"
    ),
    other_label=(
        "who|why|how|cost|price|visuals|contact|note|notes|language|languages|bring|parking|details|"
        "press contact|media contact|speakers|host|hosts|sponsor|sponsors|interpretation|access|accessibility|"
        "free"
    ),
    release=(
        "for immediate release|for release|press release|news release|media release|media advisory|"
        "press advisory|news advisory|statement|press statement|weather update|news|for immediate use|"
        "for release on receipt|public notice|meeting notice|media alert|press alert|update"
    ),
    embargo=(
        "embargoed until|embargo until|embargoed till|not for release until|not for release before|embargo lifts|"
        "under embargo until|hold for release until|hold for release|for release"
    ),
    contact=(
        "contact|contacts|press contact|media contact|media|press contacts|media contacts|press inquiries|"
        "media inquiries|for more information|for more information contact|more information|information|"
        "press office|for interviews|questions"
    ),
    featured="featured story|feature story|featured|spotlight|partner news|from our partners|community news",
    subject="subject|re",
    posted="posted|posted on|published|published on|date posted|posted by|reposted|last updated",
    carried=(
        "partners write|friends write|colleagues write|read the full release|full release|full statement|"
        "originally published|originally appeared|reposted from|reprinted|we are sharing|we share|shared from|"
        "from our friends|full text|press release from|statement from our"
    ),
    action=(
        "read|read more|read the full release|take action|share|share this|sign|donate|give|rsvp|register|"
        "learn more|subscribe|unsubscribe|follow us|tweet|join us|volunteer|support us|forward|view in browser|"
        "click here|visit"
    ),
    letter="dear",
    closing=(
        "with love|sincerely|in solidarity|warmly|best|yours|with gratitude|thank you|gratefully|respectfully|regards"
    ),
    counted="cities|towns|communities|locations|municipalities|cities and towns",
)
