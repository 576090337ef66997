// The sentences of the page's language, and its way to write moments and figures.
const sentences = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.lang;
let zone = "UTC";

export function useZone(name) {
  zone = name;
  formats.clear();
}

export function t(key, values = {}) {
  return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// For codes of the server: the sentence of the code, or the code itself where there is none.
export const named = (group, code) => sentences[`${group}.${code}`] ?? code.replaceAll("_", " ");

const formats = new Map();
function format(name, options) {
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat(language, { timeZone: zone, hourCycle: "h23", ...options }));
  }
  return formats.get(name);
}

export const clock = (seconds) => format("clock", { hour: "2-digit", minute: "2-digit" }).format(seconds * 1000);
export const day = (seconds) => format("day", { month: "short", day: "numeric", weekday: "short" }).format(seconds * 1000);
export const moment = (seconds, now) =>
  day(seconds) === day(now) ? clock(seconds) : `${format("date", { month: "short", day: "numeric" }).format(seconds * 1000)} ${clock(seconds)}`;

export function span(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return minutes < 60 ? t("unit.minutes", { n: minutes }) : t("unit.hours", { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
}

export const number = (value, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

// Seconds to spare before a promise is broken; negative is late.
export function margin(seconds) {
  if (seconds === null) return t("clock.never");
  return seconds < 0 ? t("clock.late", { span: span(Math.min(seconds, -60)) }) : t("clock.spare", { span: span(seconds) });
}
