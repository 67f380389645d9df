const PATIENCE_MILLIS = 10_000;
const PATIENCE_WITH_PICTURE_MILLIS = 60_000;

/**
 * Messages that the server has not acknowledged yet, oldest first.
 *
 * A message is sent at once when the room is open, and again after each reconnection, until its ack arrives. Sent twice
 * does not mean shown twice: every message carries an id, and the server answers a known id without showing it again.
 * Acks of a lost connection fail at once. One that does not come in time means that the connection only looks alive,
 * which is told to onSilence.
 */
export class Outbox {
  #socket;
  #onReceipt;
  #onSilence;
  #waiting = new Map();
  #open = false;

  constructor(socket, { onReceipt, onSilence }) {
    this.#socket = socket;
    this.#onReceipt = onReceipt;
    this.#onSilence = onSilence;
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
      if (this.#open) this.#onSilence();
      return; // The next flush sends it again.
    }
    if (this.#waiting.delete(message.id)) this.#onReceipt(message, receipt);
  }
}
