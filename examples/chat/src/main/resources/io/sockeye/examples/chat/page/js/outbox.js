const PATIENCE_MILLIS = 10_000;
const PATIENCE_WITH_PICTURE_MILLIS = 60_000;

/**
 * Messages that the server has not acknowledged yet, oldest first.
 *
 * A message is sent at once when the room is open, and again after each reconnection, until its ack arrives. Sent twice
 * does not mean shown twice: every message carries an id, and the server answers a known id without showing it again.
 * Acks of a lost connection fail at once; that one is lost on a living connection is rare but possible, so an ack that
 * does not come in time means to send again, too.
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
    if (this.#open) return undefined;
    this.#open = true;
    const waited = [...this.#waiting.values()];
    return Promise.all(waited.map((message) => this.#send(message)));
  }

  async #send(message) {
    const patience = message.picture ? PATIENCE_WITH_PICTURE_MILLIS : PATIENCE_MILLIS;
    let receipt;
    try {
      receipt = await this.#socket.timeout(patience).emitWithAck("say", message);
    } catch {
      // If the connection was lost, the next flush sends it.
      return this.#open && this.#waiting.has(message.id) ? this.#send(message) : undefined;
    }
    if (this.#waiting.delete(message.id)) this.#onReceipt(message, receipt);
  }
}
