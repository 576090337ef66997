// The photo of a job: taken or chosen, shown small, and left out again.
import { element } from "../dom.js";
import { t } from "../words.js";
import { say, saidOf } from "./said.js";
import { smaller } from "./shrink.js";

export function camera(job) {
  const box = element("div", { class: "camera" });
  const show = (fault = "") => box.replaceChildren(...(saidOf(job, "photo") ? taken(job, show) : pickers(job, show, fault)));
  show();
  return box;
}

function pickers(job, show, fault) {
  const pick = async ({ target: { files } }) => {
    if (files.length === 0) return;
    try {
      say(job, "photo", await smaller(files[0]));
      show();
    } catch {
      show(t("job.bad_photo"));
    }
  };
  const picker = (name, how) => element("label", { class: "button" }, t(`job.${name}`), element("input", { type: "file", accept: "image/*", onchange: pick, ...how }));
  return [picker("take_photo", { capture: "environment" }), picker("choose_photo", {}), element("span", { role: "alert" }, fault)];
}

function taken(job, show) {
  const address = URL.createObjectURL(saidOf(job, "photo"));
  const leaveOut = () => { say(job, "photo", null); show(); };
  return [
    element("img", { src: address, alt: t("job.photo"), onload: () => URL.revokeObjectURL(address) }),
    element("button", { onclick: leaveOut }, t("job.no_photo")),
  ];
}
