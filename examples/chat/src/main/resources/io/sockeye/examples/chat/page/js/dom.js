// A small way to build elements. Text is only ever set as text, so nothing that a user wrote can become HTML.

export const byId = (id) => document.getElementById(id);

/** element("li", { class: "x", data: { testid: "y" } }, "text", child, …); children that are null are left out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "data") Object.assign(node.dataset, value);
    else if (name === "on")
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** An icon from the sheet at the top of index.html. */
export function icon(name, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A round mark with a person's initials, in a colour that is theirs wherever they appear. */
export function avatar(person) {
  const words = person.name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => Array.from(word)[0] ?? "");
  const mark = element("span", { class: "avatar", "aria-hidden": "true" }, letters.join("").toUpperCase());
  let hash = 0;
  for (const char of person.id) hash = (hash * 31 + char.codePointAt(0)) >>> 0;
  mark.style.setProperty("--hue", String(hash % 360));
  return mark;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function time(at) {
  const date = new Date(at);
  return element("time", { datetime: date.toISOString() }, clock.format(date));
}

export function bytes(count) {
  return count < 1_000_000
    ? `${Math.max(1, Math.round(count / 1000))} KB`
    : `${(count / 1_000_000).toFixed(1)} MB`;
}
