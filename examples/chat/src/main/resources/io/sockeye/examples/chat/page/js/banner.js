import { byId } from "./dom.js";

const PRAISE_MILLIS = 4000;

/** The notice above the messages while the connection is lost, and for a moment when it is back. */
export class Banner {
  #box = byId("banner");
  #since = 0;
  #attempt = 0;
  #timer = null;
  #action = () => {};

  constructor() {
    byId("banner-action").addEventListener("click", () => this.#action());
  }

  get isOffline() {
    return this.#box.dataset.state === "offline";
  }

  lost(retryNow) {
    this.#since = Date.now();
    this.#attempt = 0;
    this.#show("offline", "Connection lost.", "Try now", retryNow);
    this.#tick();
    this.#timer = setInterval(() => this.#tick(), 1000);
  }

  attempting(attempt) {
    this.#attempt = attempt;
    if (this.isOffline) this.#tick();
  }

  replaced(continueHere) {
    this.#show("replaced", "You are connected in another window.", "Continue here", continueHere);
    byId("banner-detail").textContent = "";
  }

  back(detail) {
    this.#show("online", "Back online.", null, null);
    byId("banner-detail").textContent = detail;
    this.#timer = setTimeout(() => this.hide(), PRAISE_MILLIS);
  }

  hide() {
    this.#stop();
    this.#box.hidden = true;
    this.#box.dataset.state = "online";
  }

  #show(state, title, label, action) {
    this.#stop();
    this.#box.dataset.state = state;
    this.#box.hidden = false;
    byId("banner-title").textContent = title;
    byId("banner-action").hidden = !label;
    byId("banner-action").textContent = label ?? "";
    this.#action = action ?? (() => {});
  }

  #tick() {
    const seconds = Math.round((Date.now() - this.#since) / 1000);
    const tries = this.#attempt ? `attempt ${this.#attempt}, ` : "";
    byId("banner-detail").textContent = `Reconnecting: ${tries}offline for ${seconds} s`;
  }

  #stop() {
    clearInterval(this.#timer);
    clearTimeout(this.#timer);
  }
}
