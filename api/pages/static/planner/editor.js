// The file being written, what the service makes of it, and every mistake beside it.
import { post } from "../ask.js";
import { byId, element } from "../dom.js";
import { fail, say } from "../notices.js";
import { number, t } from "../words.js";

const SETTLE = 400; // ms; what is written in one go is read once
const KEPT = "what-if";
const shipped = JSON.parse(byId("shipped").textContent);
const [yaml, lines, run] = [byId("yaml"), byId("lines"), byId("run")];
let timer = 0;
let last = 0;

// `sent` is called when a what-if was sent in.
export function startEditor(sent) {
  yaml.addEventListener("input", written);
  yaml.addEventListener("scroll", () => (lines.scrollTop = yaml.scrollTop), { passive: true });
  run.addEventListener("click", () => send(sent).catch(fail));
  for (const pick of document.querySelectorAll(".pick")) {
    pick.addEventListener("click", () => fill(shipped[pick.dataset.name], pick.querySelector("b").textContent));
  }
  startFiles();
  yaml.value = sessionStorage.getItem(KEPT) ?? "";
  if (yaml.value) byId("library").open = false;
  written();
}

// What stood there can be put back, unless it is one of the shipped ones.
export function fill(text, name) {
  const before = yaml.value;
  put(text);
  const own = before.trim() && before !== text && !Object.values(shipped).includes(before);
  const back = { name: t("planner.put_back"), do: () => put(before) };
  say(t(own ? "planner.replaced" : "planner.from", { name }), "", own ? back : null);
  byId("library").open = false;
  yaml.scrollIntoView({ block: "nearest" });
  yaml.focus();
}

// The file asks of another day.
export function useBase(id) {
  const line = `base: ${id}`;
  put(/^base:.*$/m.test(yaml.value) ? yaml.value.replace(/^base:.*$/m, line) : `${yaml.value}${line}\n`);
  yaml.focus();
}

function put(text) {
  yaml.value = text;
  yaml.setSelectionRange(0, 0);
  yaml.scrollTop = 0;
  written();
}

function startFiles() {
  byId("open-file").addEventListener("click", () => byId("file").click());
  byId("file").addEventListener("change", () => {
    open(byId("file").files[0]).catch(fail);
    byId("file").value = "";
  });
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("dropping"));
  addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    open(event.dataTransfer.files[0]).catch(fail);
  });
}

async function open(file) {
  if (!file) return;
  const text = file.size > 4 * yaml.maxLength ? null : await file.text();
  if (text === null || text.length > yaml.maxLength) say(t("planner.too_large", { name: file.name, n: number(yaml.maxLength) }), "missed");
  else fill(text, file.name);
}

function written() {
  sessionStorage.setItem(KEPT, yaml.value);
  run.disabled = true;
  drawLines(new Set());
  byId("faults").replaceChildren();
  byId("verdict").textContent = yaml.value.trim() ? t("planner.reading") : t("planner.empty");
  clearTimeout(timer);
  last += 1;
  if (yaml.value.trim()) timer = setTimeout(() => check(last).catch(fail), SETTLE);
}

// An answer to what was written before is of no use.
async function check(mine) {
  const found = await post("/what-ifs/check", { yaml: yaml.value });
  if (mine !== last) return;
  const { faults, variants, seeds } = found;
  run.disabled = faults.length > 0;
  drawLines(new Set(faults.map((fault) => fault.row)));
  byId("faults").replaceChildren(...faults.map(drawFault));
  byId("verdict").textContent = faults.length
    ? t("planner.faults", { n: number(faults.length) })
    : t("planner.sound", { variants: number(variants.length), seeds: number(seeds), total: number(variants.length * seeds) });
  byId("verdict").className = `verdict ${faults.length ? "worse" : "better"}`;
}

function drawLines(bad) {
  const count = yaml.value.split("\n").length;
  lines.replaceChildren(
    ...Array.from({ length: count }, (_, index) => element("span", { class: bad.has(index + 1) ? "bad" : "" }, String(index + 1))),
  );
  lines.scrollTop = yaml.scrollTop;
}

function drawFault({ row, path, message, found, allowed }) {
  return element(
    "li", {},
    row ? element("button", { type: "button", class: "link", onclick: () => goTo(row) }, t("planner.line", { n: row })) : element("b", {}, t("planner.whole_file")),
    element("code", {}, path),
    element("span", { lang: "en" }, `${message}${found ? "" : "."}`, found ? element("q", {}, found) : null),
    allowed ? element("span", { class: "right", lang: "en" }, allowed) : null,
  );
}

function goTo(row) {
  const before = yaml.value.split("\n").slice(0, row);
  const end = before.join("\n").length;
  yaml.focus();
  yaml.setSelectionRange(end - before.at(-1).length, end);
  yaml.scrollTop = ((row - 1) / yaml.value.split("\n").length) * yaml.scrollHeight - yaml.clientHeight / 2;
}

async function send(sent) {
  run.disabled = true;
  try {
    const made = await post("/what-ifs", { yaml: yaml.value });
    say(t("planner.sent", { title: made.title }), "met");
    await sent();
  } finally {
    written();
  }
}
