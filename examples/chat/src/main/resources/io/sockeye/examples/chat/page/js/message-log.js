import { byId } from "./dom.js";
import { MessageView, SystemView } from "./message-view.js";

const MAX_ITEMS = 300;
const CLOSE_MILLIS = 5 * 60_000;
const NEAR_END_PIXELS = 80;

/** The messages of the room, oldest first: each id once, whatever arrives twice. */
export class MessageLog {
  #actions;
  #views = []; // in the order shown
  #byId = new Map();
  #unread = 0;
  #scroller = byId("scroller");
  #list = byId("log");
  #newest = byId("to-newest");

  constructor(actions) {
    this.#actions = actions;
    this.#scroller.addEventListener("scroll", () => this.#atEnd() && this.#setUnread(0), { passive: true });
    this.#newest.addEventListener("click", () => {
      this.scrollToEnd();
      byId("text").focus();
    });
    // A picture that unfolds or a keyboard that opens must not push the newest message out of sight.
    let stuck = true;
    this.#scroller.addEventListener("scroll", () => (stuck = this.#atEnd()), { passive: true });
    new ResizeObserver(() => stuck && this.scrollToEnd()).observe(this.#list);
    new ResizeObserver(() => stuck && this.scrollToEnd()).observe(this.#scroller);
  }

  /** Adds a message, or updates the one with this id. Returns whether it is new. */
  put(item) {
    const known = this.#byId.get(item.id);
    if (known) {
      this.update(item.id, { at: item.at, state: item.state }); // the server has it, whatever became of the ack
      return false;
    }
    const view = new MessageView(item, this.#actions);
    this.#byId.set(item.id, view);
    this.#insert(view, item.mine && item.state === "pending");
    return true;
  }

  /** Adds a line about the room; with a tag, it may be taken back. */
  say(text, at = this.#lastTime(), tag = null) {
    this.#insert(new SystemView({ text, at, tag, system: true }), false);
  }

  /** Takes back the line with this tag, unless a message came after it. Returns whether it did. */
  takeBack(tag) {
    const afterMessages = this.#views.findLastIndex((view) => !view.item.system) + 1;
    const index = this.#views.findIndex((view, i) => i >= afterMessages && view.item.tag === tag);
    if (index < 0) return false;
    this.#views.splice(index, 1)[0].dispose();
    return true;
  }

  /** Changes what is known of a message; nothing happens if it is not shown. */
  update(id, changes) {
    const view = this.#byId.get(id);
    if (!view) return;
    view.update(changes);
    if ("at" in changes) this.#place(view);
    this.#regroup();
  }

  get(id) {
    return this.#byId.get(id)?.item;
  }

  discard(id) {
    const view = this.#byId.get(id);
    if (!view) return;
    this.#byId.delete(id);
    this.#views.splice(this.#views.indexOf(view), 1);
    view.dispose();
    this.#regroup();
  }

  clear() {
    for (const view of this.#views) view.dispose();
    this.#views = [];
    this.#byId.clear();
    this.#setUnread(0);
    this.#showEmpty();
  }

  /** Runs `fill` without announcing each line to screen readers: it is history, not news. */
  quietly(fill) {
    this.#scroller.setAttribute("aria-live", "off");
    fill();
    this.#showEmpty();
    this.scrollToEnd();
    requestAnimationFrame(() => this.#scroller.setAttribute("aria-live", "polite"));
  }

  scrollToEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#setUnread(0);
  }

  #insert(view, follow) {
    const stay = !follow && !this.#atEnd();
    this.#place(view);
    if (this.#views.length > MAX_ITEMS) this.#dropOldest();
    this.#regroup();
    this.#showEmpty();
    if (!stay) this.scrollToEnd();
    else if (!view.item.mine && !view.item.system) this.#setUnread(this.#unread + 1);
  }

  /** Puts a view where its time says, after those of the same time. */
  #place(view) {
    const was = this.#views.indexOf(view);
    if (was >= 0) this.#views.splice(was, 1);
    let index = this.#views.length;
    while (index > 0 && this.#views[index - 1].item.at > view.item.at) index--;
    this.#views.splice(index, 0, view);
    const next = this.#views[index + 1]?.node ?? null;
    if (view.node.parentNode === null || view.node.nextSibling !== next)
      this.#list.insertBefore(view.node, next);
  }

  #dropOldest() {
    const oldest = this.#views.find((view) => view.item.state !== "pending");
    if (!oldest) return;
    this.#views.splice(this.#views.indexOf(oldest), 1);
    this.#byId.delete(oldest.item.id);
    oldest.dispose();
  }

  #regroup() {
    this.#views.forEach((view, index) => {
      const before = this.#views[index - 1]?.item;
      const { item } = view;
      const gap = Number.isFinite(item.at) && Number.isFinite(before?.at) ? item.at - before.at : 0;
      view.setFollows(
        Boolean(
          before && !before.system && !item.system && before.from.id === item.from.id && gap < CLOSE_MILLIS,
        ),
      );
    });
  }

  #lastTime() {
    return this.#views.findLast((view) => Number.isFinite(view.item.at))?.item.at ?? Date.now();
  }

  #atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS;
  }

  #setUnread(count) {
    this.#unread = count;
    this.#newest.hidden = count === 0;
    byId("to-newest-text").textContent = count === 1 ? "1 new message" : `${count} new messages`;
  }

  #showEmpty() {
    const empty = !this.#views.some((view) => !view.item.system);
    byId("empty").hidden = !empty;
  }
}
