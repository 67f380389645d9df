import { byId } from "./dom.js";

const SAY_AGAIN_MILLIS = 2500;
const FORGET_MILLIS = 5000;

/** Who is typing: tells the server of us, and shows the others. Both ways are volatile: a notice that is late is worthless. */
export class Typing {
  #socket;
  #saidAt = 0;
  #others = new Map(); // person id → {name, timer}

  constructor(socket) {
    this.#socket = socket;
  }

  /** We changed the text. */
  touched(isEmpty) {
    if (isEmpty) return this.stopped();
    if (Date.now() - this.#saidAt < SAY_AGAIN_MILLIS) return;
    this.#saidAt = Date.now();
    this.#socket.volatile.emit("typing", true);
  }

  stopped() {
    if (this.#saidAt) this.#socket.volatile.emit("typing", false);
    this.#saidAt = 0;
  }

  heard({ person, typing }) {
    this.forget(person.id);
    if (!typing) return;
    // The notice that somebody stopped may be dropped, so each is only good for a while.
    const timer = setTimeout(() => this.forget(person.id), FORGET_MILLIS);
    this.#others.set(person.id, { name: person.name, timer });
    this.#show();
  }

  forget(personId) {
    clearTimeout(this.#others.get(personId)?.timer);
    this.#others.delete(personId);
    this.#show();
  }

  forgetAll() {
    for (const personId of [...this.#others.keys()]) this.forget(personId);
  }

  #show() {
    const names = [...this.#others.values()].map((other) => other.name);
    byId("typing").textContent =
      names.length === 0
        ? ""
        : names.length === 1
          ? `${names[0]} is typing…`
          : names.length === 2
            ? `${names[0]} and ${names[1]} are typing…`
            : "Several people are typing…";
  }
}
