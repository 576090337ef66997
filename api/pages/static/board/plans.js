// Which plan is shown, and what becomes of it: compared, published, put aside, brought back.
import { get, post } from "../ask.js";
import { byId, element } from "../dom.js";
import { fail, say, sure } from "../notices.js";
import { clock, moment, number, t } from "../words.js";
import { balanceLines } from "./effect.js";
import { model } from "./model.js";

export function startPlans() {
  const versions = byId("version");
  versions.addEventListener("change", () => model.show(versions.value).catch(fail));
  byId("compare").addEventListener("click", () => openDiff().catch(fail));
  byId("refuse").addEventListener("click", () => refuse().catch(fail));
  byId("undo").addEventListener("click", () => undo().catch(fail));
  byId("publish").addEventListener("click", () => publish().catch(fail));
  byId("rebase").addEventListener("click", () => rebase().catch(fail));
  model.on("day", drawToolbar);
}

function drawToolbar() {
  const { plan, published, drafts, tickets, before } = model.day;
  const isDraft = plan?.status === "draft";
  byId("version").replaceChildren(
    element("option", { value: "current", selected: !isDraft }, published ? t("plan.published", { n: published.number }) : t("plan.none")),
    ...drafts.map((one) => element("option", { value: one.number, selected: isDraft && one.number === plan.number }, t("plan.draft", { n: one.number, time: clock(Date.parse(one.made_at) / 1000) }))),
  );
  byId("version").value = isDraft ? String(plan.number) : "current";
  for (const id of ["compare", "refuse"]) byId(id).hidden = !isDraft;
  byId("undo").hidden = isDraft || before === null;
  document.body.classList.toggle("draft", isDraft);
  const counts = Map.groupBy(tickets, (ticket) => model.state(ticket));
  for (const [state, id] of [["met", "met"], ["at risk", "risk"], ["missed", "missed"]]) {
    byId(`count-${id}`).textContent = number(counts.get(state)?.length ?? 0);
  }
}

export async function openDiff() {
  const box = byId("diff");
  const { number: shown } = model.day.plan;
  byId("diff-body").replaceChildren(element("p", { class: "soft" }, t("diff.asking")));
  byId("publish").disabled = true;
  byId("rebase").hidden = true;
  byId("diff-title").textContent = t("diff.title", { n: shown });
  if (!box.open) box.showModal();
  const diff = await get(`/plans/${shown}/diff`);
  byId("diff-body").replaceChildren(...diffBody(diff));
  byId("publish").disabled = diff.not_kept.length > 0;
  byId("rebase").hidden = diff.not_kept.length === 0;
}

function diffBody(diff) {
  const heard = t("diff.summary", { changes: number(diff.changes.length), crews: number(diff.crews_to_tell.length) });
  return [
    element("p", {}, diff.against === null ? t("diff.first") : t("diff.against", { n: diff.against }), " ", heard),
    diff.crews_to_tell.length ? element("p", { class: "soft" }, t("diff.tell", { crews: diff.crews_to_tell.join(", ") })) : null,
    ...diff.not_kept.map((one) => element("p", { class: "violation" }, one.sentence)),
    diff.against === null ? null : element("h3", {}, t("diff.bought")),
    diff.against === null ? null : element("ul", { class: "balance" }, ...balanceLines(diff.bought)),
    element("h3", {}, t("diff.changes")),
    diff.changes.length ? element("ul", { class: "changes" }, ...diff.changes.map(changeLine)) : element("p", { class: "soft" }, t("diff.none")),
    diff.unassigned.length ? element("h3", {}, t("diff.unassigned", { n: number(diff.unassigned.length) })) : null,
    element("ul", { class: "changes" }, ...diff.unassigned.map((entry) => element("li", {}, element("b", {}, entry.ticket_id), " ", t(`reason.${entry.reason}`)))),
  ].filter(Boolean);
}

function changeLine(change) {
  const time = (text) => (text ? moment(Date.parse(text) / 1000, model.day.now) : "");
  const values = { old: change.old_crew ?? "", new: change.new_crew ?? "", was: time(change.old_start), now: time(change.new_start) };
  return element(
    "li", {},
    element("button", { class: "link", onclick: () => { byId("diff").close(); model.choose(change.ticket_id); } }, change.ticket_id),
    " ", t(`change.${change.kind}`, values), receipt(change),
  );
}

// What a change is good for: its own balance where it stands for itself.
function receipt(change) {
  if (change.saves) return element("ul", { class: "balance small" }, ...balanceLines(change.saves));
  return change.why ? element("div", { class: "soft small" }, change.why) : null;
}

async function publish() {
  const { number: shown } = model.day.plan;
  try {
    await post(`/plans/${shown}/publish`);
  } catch (error) {
    fail(error);
    if (error.status === 409) byId("rebase").hidden = false;
    return;
  }
  byId("diff").close();
  await model.show("current");
  say(t("plan.is_published", { n: shown }), "met");
}

async function rebase() {
  const made = await post(`/plans/${model.day.plan.number}/rebase`);
  await model.show(String(made.number));
  await openDiff();
}

async function refuse() {
  const { number: shown } = model.day.plan;
  await post(`/plans/${shown}/refuse`);
  await model.show("current");
  say(t("plan.refused", { n: shown }));
}

async function undo() {
  const { before, published } = model.day;
  if (!(await sure(t("plan.undo_sure", { n: before, current: published.number })))) return;
  const made = await post(`/plans/${before}/rollback`);
  await model.show("current");
  say(t("plan.rolled_back", { n: before, made: made.number }), "met");
}
