// Elements without strings of HTML: text stays text.
export function element(tag, properties = {}, ...children) {
  const { class: names, dataset, ...rest } = properties;
  const made = document.createElement(tag);
  if (names) made.className = names;
  for (const [name, value] of Object.entries(dataset ?? {})) made.dataset[name] = value;
  for (const [name, value] of Object.entries(rest)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export const byId = (id) => document.getElementById(id);

// Colours as the style sheet has them now, for canvases.
export function colours(...names) {
  const probe = document.body.appendChild(element("span", { hidden: true }));
  const found = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name.replaceAll("-", "_")] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

export function whenColoursChange(draw) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
