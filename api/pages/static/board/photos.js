// What crews photographed at the place of a ticket: small here, whole in a window of its own, and erased for good.
import { get, remove } from "../ask.js";
import { element } from "../dom.js";
import { fail, sure } from "../notices.js";
import { moment, named, t } from "../words.js";

// Fetched once for as long as their number stays the same; the browser keeps the pictures.
const known = new Map();

export function photosOf(ticket, now, reload) {
  const box = element("div", { class: "photos" });
  const key = `${ticket.id} ${ticket.photos}`;
  if (!known.has(key)) known.set(key, get(`/photos?ticket_id=${encodeURIComponent(ticket.id)}`));
  known.get(key).then(({ photos }) => box.replaceChildren(...photos.map((photo) => figure(photo, now, reload))), (error) => {
    known.delete(key);
    fail(error);
  });
  return box;
}

function figure(photo, now, reload) {
  const said = `${photo.crew_id} ${moment(Date.parse(photo.at) / 1000, now)}, ${named("step", photo.kind)}`;
  const erase = async () => {
    if (!(await sure(t("board.erase_photo_sure", { photo: said })))) return;
    await remove(photo.path).then(reload, fail);
  };
  return element("figure", {},
    element("a", { href: photo.path, target: "_blank" }, element("img", { src: photo.path, alt: [said, photo.note].filter(Boolean).join(": "), loading: "lazy" })),
    element("figcaption", {}, said, photo.note && `: ${photo.note}`),
    element("button", { class: "quiet", onclick: erase }, t("board.erase_photo")));
}
