import { avatar, byId, element } from "./dom.js";

/** Rooms and people; on a narrow screen a drawer. */
export class Sidebar {
  #onEnter;
  #rooms = { revision: -1, rooms: [] };
  #current = null;
  #online = false;

  constructor(onEnter) {
    this.#onEnter = onEnter;
    byId("open-menu").addEventListener("click", () => this.#toggle(true));
    byId("close-menu").addEventListener("click", () => this.#toggle(false));
    byId("scrim").addEventListener("click", () => this.#toggle(false));
    byId("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && this.#toggle(false));
    byId("new-room").addEventListener("input", () => this.showProblem(""));
    byId("room-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const name = byId("new-room").value.trim();
      if (name) this.#choose(name);
    });
  }

  /** The server numbers its lists, since two of them may overtake each other on their way: an older one is no news. */
  showRooms(list) {
    if (list.revision <= this.#rooms.revision) return;
    this.#rooms = list;
    this.#drawRooms();
  }

  /** A server that has been restarted counts from the beginning. */
  forgetRevisions() {
    this.#rooms = { ...this.#rooms, revision: -1 };
  }

  showPeople(people, me) {
    const mineFirst = [...people].sort(
      (a, b) => (b.id === me.id) - (a.id === me.id) || a.name.localeCompare(b.name),
    );
    byId("people").replaceChildren(
      ...mineFirst.map((person) =>
        element(
          "li",
          { data: { testid: "person" } },
          avatar(person),
          element("span", { class: "name" }, person.name),
          person.id === me.id ? element("span", { class: "you" }, "you") : null,
        ),
      ),
    );
    byId("room-count").textContent =
      people.length === 1 ? "Only you are here" : `${people.length} people are here`;
  }

  entered(room) {
    this.#current = room;
    if (byId("new-room").value.trim() === room) byId("new-room").value = "";
    this.#drawRooms();
  }

  /** Rooms can only be changed while the server can be asked. */
  setOnline(online) {
    this.#online = online;
    byId("chat").classList.toggle("offline", !online);
    byId("new-room").disabled = !online;
    document.querySelector("#room-form button").disabled = !online;
    this.#drawRooms();
  }

  showProblem(text) {
    byId("room-problem").textContent = text;
  }

  #drawRooms() {
    const list = byId("rooms");
    const focused = list.contains(document.activeElement) ? document.activeElement.dataset.room : null;
    list.replaceChildren(
      ...this.#rooms.rooms.map(({ name, people }) =>
        element(
          "li",
          {},
          element(
            "button",
            {
              type: "button",
              "aria-current": name === this.#current ? "true" : undefined,
              disabled: this.#online ? undefined : "",
              data: { testid: "room", room: name },
              on: { click: () => this.#choose(name) },
            },
            element("span", { class: "label" }, name),
            element(
              "span",
              { class: "count", "aria-label": people === 1 ? "1 person" : `${people} people` },
              people ? String(people) : "",
            ),
          ),
        ),
      ),
    );
    if (focused !== null)
      [...list.querySelectorAll("button")].find((button) => button.dataset.room === focused)?.focus();
  }

  #choose(name) {
    this.showProblem("");
    this.#toggle(false);
    this.#onEnter(name);
  }

  #toggle(open) {
    const button = byId("open-menu");
    const was = button.getAttribute("aria-expanded") === "true";
    if (open === was) return;
    byId("sidebar").classList.toggle("open", open);
    byId("scrim").hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    (open ? byId("close-menu") : button).focus();
  }
}
