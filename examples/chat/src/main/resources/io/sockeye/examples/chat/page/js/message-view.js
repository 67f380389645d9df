import { avatar, element, icon, time } from "./dom.js";

/** At most 360 pixels wide and about 270 high; the narrowest still has room for the time and the ticks. */
function shownWidth({ width, height }) {
  return Math.max(160, Math.min(360, (270 * width) / height));
}

/** One message or one system line, as an element. `item` is kept in `view.item`; changes of state go through `update`. */
export class MessageView {
  #ticks = element("span", { class: "ticks", role: "img", data: { testid: "ticks" } });
  #time = element("span");
  #failure = null;
  #frame = null;
  #blobUrl = null;
  #actions;

  /**
   * @param item {id, from, at, text, picture, mine, state, delivered, problem}
   * @param actions {loadPicture(id), showPicture(url, alt), retry(id), discard(id)}
   */
  constructor(item, actions) {
    this.item = item;
    this.#actions = actions;
    const bubble = element(
      "div",
      { class: "bubble" },
      item.picture ? this.#picture(item) : null,
      item.text ? element("p", { class: "text", data: { testid: "message-text" } }, item.text) : null,
      element("div", { class: "meta" }, this.#time, item.mine ? this.#ticks : null),
    );
    if (item.picture) bubble.style.setProperty("--width", `${shownWidth(item.picture)}px`);
    this.node = element(
      "li",
      { class: item.mine ? "message mine" : "message", data: { testid: "message", id: item.id } },
      avatar(item.from),
      element("span", { class: "author", data: { testid: "author" } }, item.mine ? "You" : item.from.name),
      bubble,
    );
    this.update({});
  }

  /** Puts new values into the item and shows its state. */
  update(changes) {
    const wasDelivered = this.item.state === "delivered";
    Object.assign(this.item, changes);
    // The others may be faster than the server's ack; and delivered is more than sent.
    if (wasDelivered && this.item.state === "sent") this.item.state = "delivered";
    const { state, at } = this.item;
    this.node.dataset.state = state;
    this.#time.replaceChildren(Number.isFinite(at) ? time(at) : "");
    if (this.item.mine) this.#showTicks();
    this.#showFailure();
  }

  /** Messages of one author that follow each other closely share a name and an avatar. */
  setFollows(follows) {
    this.node.classList.toggle("follows", follows);
  }

  dispose() {
    if (this.#blobUrl) URL.revokeObjectURL(this.#blobUrl);
    this.node.remove();
  }

  #showTicks() {
    const { state, delivered } = this.item;
    const [name, label] = {
      pending: ["clock", "Waiting for the connection"],
      sent: ["tick", "The server has it"],
      delivered: ["ticks", delivered && `Delivered to ${delivered.to} of ${delivered.of}`],
      failed: ["alert", "Not sent"],
    }[state];
    this.#ticks.replaceChildren(icon(name, name === "ticks" ? "double" : undefined));
    if (state === "delivered" && delivered.of > 1)
      this.#ticks.append(
        delivered.to === delivered.of ? `${delivered.to}` : `${delivered.to}/${delivered.of}`,
      );
    this.#ticks.setAttribute("aria-label", label);
    this.#ticks.title = label;
  }

  #showFailure() {
    this.#failure?.remove();
    this.#failure = null;
    if (this.item.state !== "failed") return;
    const { id, problem } = this.item;
    this.#failure = element(
      "div",
      { class: "failure", data: { testid: "failure" } },
      element("span", {}, problem),
      element("button", { type: "button", on: { click: () => this.#actions.retry(id) } }, "Try again"),
      element("button", { type: "button", on: { click: () => this.#actions.discard(id) } }, "Discard"),
    );
    this.node.querySelector(".bubble").append(this.#failure);
  }

  #picture({ id, from, picture }) {
    const alt = `${picture.name || "Picture"}, from ${from.name}`;
    this.#frame = element("button", {
      type: "button",
      class: "picture",
      "aria-label": `Enlarge: ${alt}`,
      data: { testid: "picture" },
    });
    this.#frame.style.setProperty("--ratio", `${picture.width} / ${picture.height}`);
    this.#frame.addEventListener(
      "click",
      () => this.#blobUrl && this.#actions.showPicture(this.#blobUrl, alt),
    );
    if (picture.bytes) {
      this.#fill(picture.bytes, picture.type, alt);
    } else {
      // The history comes without pictures; each is asked for by itself.
      this.#actions.loadPicture(id).then(
        (bytes) =>
          bytes
            ? this.#fill(bytes, picture.type, alt)
            : this.#missing("The server no longer keeps this picture."),
        () => this.#missing("The connection was lost before the picture came."),
      );
    }
    return this.#frame;
  }

  #fill(bytes, type, alt) {
    this.#blobUrl = URL.createObjectURL(new Blob([bytes], { type }));
    this.#frame.replaceChildren(
      element("img", { src: this.#blobUrl, alt, data: { testid: "picture-image" } }),
    );
  }

  #missing(why) {
    this.#frame.disabled = true;
    this.#frame.replaceChildren(element("span", { class: "gone", data: { testid: "picture-missing" } }, why));
  }
}

/** A line about the room: somebody came, somebody left. */
export class SystemView {
  constructor(item) {
    this.item = item;
    this.node = element(
      "li",
      { class: "system", data: { testid: "system-line" } },
      element("span", {}, item.text),
      Number.isFinite(item.at) ? time(item.at) : null,
    );
  }

  setFollows() {}

  dispose() {
    this.node.remove();
  }
}
