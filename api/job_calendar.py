"""A job list as a calendar (RFC 5545): no names and no phone numbers, for calendars are kept by others."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from dispatch.job_list import Job, JobList

MEDIA_TYPE = "text/calendar"
REFRESH = timedelta(minutes=5)


def calendar(found: JobList, now: datetime) -> bytes:
    """The list as an iCalendar file: one event a job, from arrival to leave."""
    made = Calendar()
    made.add("prodid", "-//crewdispatch//job list//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", f"Crew {found.crew_id}")
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for job in found.jobs:
        made.add_component(_event(job, found, now))
    return bytes(made.to_ical())


def _event(job: Job, found: JobList, now: datetime) -> Event:
    work = job.ticket.work
    event = Event()
    event.add("uid", f"{found.crew_id}-{job.visit.ticket_id}-{job.visit.party}@crewdispatch")
    event.add("dtstamp", found.published_at or now)
    event.add("sequence", found.plan or 0)
    event.add("dtstart", job.arrival)
    event.add("dtend", job.leave)
    what = f" {work.fault_type}" if work.fault_type else ""
    event.add("summary", f"{job.order}.{what} {job.visit.ticket_id}")
    event.add("location", work.address or f"{work.place.lat}, {work.place.lon}")
    event.add("geo", (work.place.lat, work.place.lon))
    event.add("description", "\n".join(_lines(job)))
    return event


def _lines(job: Job) -> list[str]:
    work = job.ticket.work
    skills = ", ".join(map(str, job.party.skills))
    parts = ", ".join(f"{count} {name}" for name, count in work.parts) if job.visit.party == 0 else ""
    named = (
        ("Safety", job.ticket.intake.safety_notes),
        ("Skills", skills),
        ("Parts", parts),
        ("With crews", ", ".join(one.crew_id for one in job.companions)),
    )
    return [f"Priority {int(work.priority)}", *(f"{name}: {words}" for name, words in named if words)]
