// What ical.js finds in the calendar on standard input, as JSON: one object for each event. NODE_PATH names the folder
// that holds the package. Times are read with the calendar's own VTIMEZONE; one in a zone that it lacks is an error.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const ICAL = createRequire(import.meta.url)("ical.js");
const UTC = ICAL.Timezone.utcTimezone;

function instant(time) {
  if (time === null || time.isDate) return time && time.toString();
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`a time in no zone: ${time}`);
  return time.convertToZone(UTC).toString();
}

function told(event) {
  const value = (name) => event.getFirstPropertyValue(name);
  return {
    uid: value("uid"),
    start: instant(value("dtstart")),
    end: instant(value("dtend")),
    title: value("summary"),
    place: value("location"),
    text: value("description"),
    stage: value("status"),
  };
}

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
process.stdout.write(JSON.stringify(calendar.getAllSubcomponents("vevent").map(told)));
