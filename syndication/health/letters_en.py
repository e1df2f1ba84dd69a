"""What we write to a partner's webmaster, in English."""

from syndication.health.words import Draft, Said

_FOLLOWERS = "Everyone who follows you with a news reader has stopped getting your news, not only we."
_WARNING = "Your visitors most likely see a warning, and some will turn back."
_ERROR = "Your visitors may see an error page too."
_ALLOW = (
    "Please let our reader in, in the settings of your protection service (Cloudflare, Wordfence, Sucuri or another):"
    "\n\n  Our reader's name (User-Agent): {reader}\n  Page to open to it: {url}\n\n"
    "It asks politely: it says who it is, asks for one thing at a time, and comes less often when your server says so."
)
_MEND = (
    "Please mend it. This free check shows the place too: https://validator.w3.org/feed/\n"
    "Often it is a plugin, or text pasted from a word processor."
)
_TURN_ON = """It can be turned on in a few minutes, and is often on already:

- WordPress: it is on. Its address is your site's address with /feed/ at the end.
- Squarespace: it is on for each blog page. Its address is that page's address with ?format=rss at the end.
- Wix: it is on once you have a blog. Its address is your site's address with /blog-feed.xml at the end.
- Drupal: try your site's address with /rss.xml at the end.
  If nothing is there, add a "Feed" display to the view that lists your news.

Please send us the address once it works."""

DRAFTS = {
    "quiet": Draft(
        "{org}: is there news from you?",
        (
            "We have seen nothing new from you for {n:one week|# weeks}. The feed itself works.",
            "We have seen nothing new from you for a while. The feed itself works.",
        ),
        "",
        "Is everything well? If you now publish somewhere else, please tell us where, and we follow you there."
        " If there is simply no news, there is nothing to do.",
    ),
    "dns": Draft(
        "{org}: we cannot find the address of your news feed",
        "The name in this address can no longer be found on the internet.",
        "If it should still work, your visitors cannot reach it either.",
        "If you moved, please send us the new address of your feed."
        " If not, please ask your web host whether the name is paid for and leads to your site.",
    ),
    "refused": Draft(
        "{org}: our reader cannot reach your site",
        "The server at this address does not let our reader in, or is switched off.",
        "Your visitors may not get in either.",
        "Please check that the site is running, and that nothing there turns our reader away."
        "\n\n  Our reader's name (User-Agent): {reader}",
    ),
    "timeout": Draft(
        "{org}: your site answers slowly",
        (
            "The site took longer than {n:one second|# seconds} to answer our reader.",
            "The site took too long to answer our reader.",
        ),
        "Your visitors may have to wait as long.",
        "Please have a look, or tell your web host. Often a page cache helps.",
    ),
    "tls_expired": Draft(
        "{org}: the security certificate of your site ran out",
        (
            "The security certificate of this address ran out on {date}.",
            "The security certificate of this address ran out.",
        ),
        _WARNING,
        "Please renew the certificate, or ask your web host to do it."
        " Many hosts renew it for free and by themselves, once that is turned on.",
    ),
    "tls_name": Draft(
        "{org}: the security certificate of your site has another name on it",
        "The security certificate that we get at this address belongs to another site.",
        _WARNING,
        "Please ask your web host to put this name on the certificate, or tell us which address is right.",
    ),
    "login": Draft(
        "{org}: your news feed asks for a password",
        "The feed at this address asks for a password.",
        "Others who follow you with a news reader cannot see your news either.",
        "Please send us an address of your feed that is open to everyone, or open this one.",
    ),
    "blocked": Draft(
        "{org}: please let our news reader in",
        "The protection service of your site takes our reader for a harmful robot and turns it away.",
        "Others who follow you with a news reader may be turned away too.",
        _ALLOW,
    ),
    "challenge": Draft(
        "{org}: please let our news reader in",
        'Instead of your news, our reader gets a page that asks "are you human". No news reader can answer it.',
        "Others who follow you with a news reader may get the same page.",
        _ALLOW,
    ),
    "not_found": Draft(
        "{org}: where is your news feed now?",
        "The feed is no longer at this address.",
        _FOLLOWERS,
        "Please send us the new address."
        " If you can, let the old address lead to the new one for good (a permanent redirect): it helps everyone.",
    ),
    "gone": Draft(
        "{org}: is there a new news feed?",
        "Your server says that this feed was removed for good.",
        _FOLLOWERS,
        "If there is a new one, please send us its address."
        " If you would rather not be shared by us, tell us, and we stop.",
    ),
    "moved_domain": Draft(
        "{org}: is this new address yours?",
        "The feed at this address now leads to a different site.",
        "Sometimes a lapsed name is bought by strangers. Then your visitors land there too.",
        "Is the new site yours? Please say so, or send us the right address. Until then we show nothing new from it.",
    ),
    "server_error": Draft(
        "{org}: your site has an error",
        "The site answers our reader with an internal error.",
        _ERROR,
        "Please have a look, or tell your web host. The error log of the site should name the cause.",
    ),
    "no_feed": Draft(
        "{org}: how to turn on your news feed",
        "We found no feed there. A feed is a small file that your site keeps up to date by itself,"
        " so that others can follow your news.",
        "With it, anyone can follow you in a news reader, not only we.",
        _TURN_ON,
        wanted=True,
    ),
    "social_only": Draft(
        "{org}: do you have a site or a calendar?",
        "It is a social-media page, and those do not offer a feed that we may use.",
        "",
        "Do you also have a site, a blog or a public calendar? Please send us its address.",
        wanted=True,
    ),
    "broken": Draft(
        "{org}: your news feed is damaged",
        (
            "The feed is damaged, so our reader could read nothing of it. It stopped here:\n\n  {detail}",
            "The feed is damaged near line {n}, so our reader could read nothing of it.",
            "The feed is damaged, so our reader could read nothing of it.",
        ),
        "Other news readers most likely stop there too.",
        _MEND,
    ),
    "broken_recovered": Draft(
        "{org}: your news feed has a mistake in it",
        (
            "The feed has mistakes. Our reader could still read some of it, but stumbled here:\n\n  {detail}",
            "The feed has mistakes. Our reader could still read some of it.",
        ),
        "Other news readers may read less of it, or nothing.",
        _MEND,
    ),
    "too_big": Draft(
        "{org}: your news feed is very large",
        (
            "The feed is larger than {n} MB. That is more than our reader accepts.",
            "The feed is larger than our reader accepts.",
        ),
        "Others who follow you wait for it too, on a phone above all.",
        "Please let it hold only the newest 20 items, or the beginning of each text."
        " Pictures and files should be links, not part of the feed.",
    ),
}  # fmt: skip

FRAME: dict[str, Said] = {
    "hello": "Hello,",
    "reads": "We are {us}. We share the news of {org} with our readers, always with a link to your site."
    " We read it here:\n\n  {url}",
    "wants": "We are {us}. We would like to share the news of {org} with our readers, always with a link to your site."
    " We looked here:\n\n  {url}",
    "thanks": (
        "If anything is unclear, please write to {contact}. Thank you for your work!",
        "If anything is unclear, please just answer this message. Thank you for your work!",
    ),
    "detail": "For technical people: {detail}",
}

UNNAMED = (("{org}: ", ""), ("{org}", "your organization"))
