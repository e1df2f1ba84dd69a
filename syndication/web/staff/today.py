"""Today: what needs somebody, worst first, and what went out."""

from starlette.responses import Response

from syndication.web.staff.desk import Desk
from syndication.web.staff.gate import Screen
from syndication.web.staff.visit import Visit


def today(desk: Desk, visit: Visit) -> Response:
    return desk.page(visit, "today.html", section="today")


SCREENS = (Screen("/", today),)
