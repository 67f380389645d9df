/**
 * Messages that the server has not acknowledged yet, oldest first.
 *
 * A message is sent at once when the room is open, and again after each reconnection, until its ack arrives. Sent twice
 * does not mean shown twice: every message carries an id, and the server answers a known id without showing it again.
 * (Acks of a lost connection fail at once, see emitWithAck, so nothing waits for an answer that cannot come.)
 */
export class Outbox {
  #socket;
  #onReceipt;
  #waiting = new Map();
  #open = false;

  constructor(socket, onReceipt) {
    this.#socket = socket;
    this.#onReceipt = onReceipt;
    socket.on("disconnect", () => (this.#open = false));
  }

  get size() {
    return this.#waiting.size;
  }

  add(message) {
    this.#waiting.set(message.id, message);
    if (this.#open) this.#send(message);
  }

  /** The room is entered: whatever waited goes out now, in the order in which it was written. */
  flush() {
    this.#open = true;
    const waited = [...this.#waiting.values()];
    return Promise.all(waited.map((message) => this.#send(message)));
  }

  async #send(message) {
    let receipt;
    try {
      receipt = await this.#socket.emitWithAck("say", message);
    } catch {
      return; // The connection was lost first: the next flush sends it again.
    }
    if (this.#waiting.delete(message.id)) this.#onReceipt(message, receipt);
  }
}
