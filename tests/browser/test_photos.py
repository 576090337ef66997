"""A photo's way: taken without signal, made small on the phone, sent once, seen on the board, erased."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.served_desk import Served, sign_in

MOST_BYTES = 200_000
DESK = {"width": 1440, "height": 900}


def photo() -> FilePayload:
    """As a camera makes it: large, full of detail, with the place in it."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 37.0, 0.0)})
    coarse = Image.frombytes("RGB", (500, 375), Random(7).randbytes(500 * 375 * 3))
    made = BytesIO()
    coarse.resize((2000, 1500)).save(made, "JPEG", quality=95, exif=exif)
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def choose(page: Page) -> None:
    page.locator(".job.next .camera input").last.set_input_files(photo())
    expect(page.locator(".job.next .camera img")).to_be_visible()


def report_with_photo(page: Page) -> None:
    choose(page)
    page.fill(".job.next textarea", "Pole is down")
    with page.expect_response("**/photos/*") as answered:
        page.locator(".job.next .large").click()
    assert answered.value.status == 200


def test_a_photo_waits_for_the_signal_with_its_report_and_arrives_small(
    page: Page, phone: BrowserContext, served: Served
) -> None:
    served.mast.lose_signal()
    phone.set_offline(True)
    choose(page)
    page.locator(".job.next .large").click()
    expect(page.locator(".job[data-ticket=T1][data-state=accepted]")).to_be_visible()
    page.reload()
    expect(page.locator("#queue li")).to_contain_text("accepted with a photo")
    served.mast.find_signal()
    phone.set_offline(False)
    with page.expect_response("**/photos/*"):
        page.reload()
    expect(page.locator("#queue")).to_be_hidden()
    with served.desk.store.read() as work:
        (kept,) = work.photos.of("T1")
        picture = work.photos.picture(kept.report.event_id)
    assert kept.report.kind == "accepted"
    assert 0 < kept.size == len(picture) < 1.5 * MOST_BYTES
    assert b"Exif" not in picture
    assert max(Image.open(BytesIO(picture)).size) <= 1280


def test_a_photo_is_left_out_again_and_what_is_no_picture_is_not_taken(page: Page) -> None:
    choose(page)
    page.get_by_role("button", name="Leave the photo out").click()
    expect(page.locator(".job.next .camera img")).to_have_count(0)
    words: FilePayload = {"name": "words.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    page.locator(".job.next .camera input").last.set_input_files(words)
    expect(page.locator(".job.next .camera [role=alert]")).to_contain_text("no picture")


def test_the_board_shows_a_photo_until_a_dispatcher_erases_it(page: Page, served: Served, browser: Browser) -> None:
    report_with_photo(page)
    context = browser.new_context(viewport=DESK, locale="en")  # type: ignore[arg-type]
    board = context.new_page()
    sign_in(board, f"{served.address}/board", "dispatcher")
    board.locator("#ticket-T1").click()
    figure = board.locator("#detail figure")
    expect(figure).to_contain_text("Pole is down")
    figure.locator("img").evaluate("picture => picture.decode()")
    figure.get_by_role("button", name="Erase").click()
    board.locator("#sure [value=yes]").click()
    expect(figure).to_have_count(0)
    context.close()
    with served.desk.store.read() as work:
        assert work.photos.of("T1") == ()
