"""Reads what a website gives to calendars, news readers, and search engines, with libraries that
others wrote: `site.py SCHEMA BASE_URL SITE…`, where SCHEMA is the one of sitemaps.org."""

import sys
from pathlib import Path

import feedparser
import icalendar
import xmlschema


def calendars(site):
    """The ids of all events, each of which starts before it ends, in UTC."""
    ids = set()
    for path in sorted(site.rglob("*.ics")):
        for calendar in icalendar.Calendar.from_ical(path.read_bytes(), multiple=True):
            assert not calendar.errors, (path, calendar.errors)
            assert calendar.events, f"{path} has no event"
            for event in calendar.events:
                assert not event.errors, (path, event.errors)
                assert event.start < event.end, f"{path}: ends before it starts"
                assert event.start.utcoffset().total_seconds() == 0, f"{path}: not in UTC"
                assert event["SUMMARY"] and event["DTSTAMP"], path
                ids.add(event["UID"])
    return ids


def news(site):
    """The addresses of all news."""
    links = set()
    for path in sorted(site.rglob("*.xml")):
        if path.name == "sitemap.xml":
            continue
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, (path, feed.bozo_exception)
        assert feed.version == "rss20" and feed.feed.title and feed.feed.language, path
        for entry in feed.entries:
            assert entry.title and entry.id, path
            links.add(entry.link)
    return links


def pages(schema, base, site):
    """The addresses in the sitemap, each of which is a page of the website."""
    sitemap = site / "sitemap.xml"
    schema.validate(sitemap)
    links = [entry["loc"] for entry in schema.to_dict(sitemap)["url"]]
    assert len(links) == len(set(links)), "a page is twice in the sitemap"
    for link in links:
        assert link.startswith(base), f"{link} is of another website"
        assert (site / link.removeprefix(base)).is_file(), f"{link} is not a page"
    return set(links)


def main():
    schema, base = xmlschema.XMLSchema(sys.argv[1]), sys.argv[2]
    for site in map(Path, sys.argv[3:]):
        events, entries, links = calendars(site), news(site), pages(schema, base, site)
        assert events and entries and links, f"{site} lacks events, news, or pages"
        print(f"{site}: {len(events)} events, {len(entries)} news, {len(links)} pages")


main()
