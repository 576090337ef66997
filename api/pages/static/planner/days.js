// The saved days: the live one kept as it is, or files of one's own, to ask what-ifs of.
import { get, post, remove } from "../ask.js";
import { byId, element } from "../dom.js";
import { fail, say, sure } from "../notices.js";
import { moment, number, t } from "../words.js";

const people = JSON.parse(byId("people").textContent);

// `use` takes the id of the day that is to be the base.
export function startDays(use) {
  const load = async () => {
    const { items } = await get("/days");
    byId("days").replaceChildren(...items.map(row));
    byId("no-days").hidden = items.length > 0;
  };
  const keep = async (path, body) => {
    const day = await post(path, body);
    say(t("day.kept", { title: day.title }), "met");
    await load();
  };
  const forget = async ({ id, title }) => {
    if (!(await sure(t("day.delete_sure", { title })))) return;
    await remove(`/days/${id}`);
    await load();
  };

  function row(day) {
    const { id, title, tickets, crews, made_by: by, made_at: at } = day;
    const when = moment(Date.parse(at) / 1000, Date.now() / 1000);
    return element(
      "li", { class: "run", dataset: { id } },
      element("div", { class: "run-head" }, element("h3", {}, title), element("code", {}, id)),
      element("p", { class: "soft meta" }, `${t("day.holds", { tickets: number(tickets), crews: number(crews) })} · ${t("planner.asked", { who: people[by] ?? by, when })}`),
      element(
        "div", { class: "results" },
        element("button", { onclick: () => use(id) }, t("day.use")),
        element("button", { onclick: () => forget(day).catch(fail) }, t("planner.delete")),
        element("a", { href: `/days/${id}/files`, download: `${id}.zip` }, t("day.download")),
      ),
    );
  }

  byId("use-live").addEventListener("click", () => use("live"));
  byId("save-live").addEventListener("click", () => keep("/days/live").catch(fail));
  byId("send-day").addEventListener("click", () => byId("day-files").click());
  byId("day-files").addEventListener("change", () => {
    const form = new FormData();
    for (const file of byId("day-files").files) form.append("files", file);
    byId("day-files").value = "";
    keep("/days", form).catch(fail);
  });
  return load().catch(fail);
}
