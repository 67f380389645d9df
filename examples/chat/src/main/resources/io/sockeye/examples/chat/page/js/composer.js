import { byId, bytes } from "./dom.js";
import { preparePicture } from "./picture.js";

/** The place to write: text, and at most one picture, chosen, pasted or dropped. */
export class Composer {
  #text = byId("text");
  #picture = null;
  #preparing = null;
  #thumbnail = null;
  #maxPictureBytes = 0;
  #onSend;
  #onTyping;

  constructor({ onSend, onTyping }) {
    this.#onSend = onSend;
    this.#onTyping = onTyping;
    this.#text.addEventListener("input", () => this.#changed());
    this.#text.addEventListener("keydown", (event) => {
      // isComposing: the Enter that ends the input of a Chinese or Japanese word sends nothing.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("attach").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", (event) => this.#take(event.target.files));
    byId("attachment-remove").addEventListener("click", () => {
      this.#removePicture();
      this.#text.focus();
    });
    this.#text.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      this.#take(event.clipboardData.files);
    });
    this.#acceptDrops();
    this.#changed();
  }

  setRoom(room) {
    this.#text.placeholder = `Write to ${room}`;
  }

  setMaxPictureBytes(count) {
    this.#maxPictureBytes = count;
  }

  focus() {
    this.#text.focus();
  }

  async #take(files) {
    const file = files[0];
    byId("composer-problem").textContent = "";
    if (!file) return;
    const preparing = (this.#preparing = preparePicture(file, this.#maxPictureBytes));
    this.#changed();
    try {
      const picture = await preparing;
      if (this.#preparing !== preparing) return; // another one was chosen meanwhile
      this.#showPicture(picture, file);
    } catch (problem) {
      if (this.#preparing !== preparing) return;
      this.#removePicture();
      byId("composer-problem").textContent = problem.message;
    } finally {
      if (this.#preparing === preparing) this.#preparing = null;
      byId("file").value = "";
      this.#changed();
      this.#text.focus();
    }
  }

  #showPicture(picture, file) {
    this.#removePicture();
    this.#picture = picture;
    this.#thumbnail = URL.createObjectURL(new Blob([picture.bytes], { type: picture.type }));
    byId("attachment-image").src = this.#thumbnail;
    byId("attachment-name").textContent = picture.name;
    const size = picture.bytes.byteLength;
    byId("attachment-size").textContent =
      size < file.size ? `${bytes(size)}, made smaller from ${bytes(file.size)}` : bytes(size);
    byId("attachment").hidden = false;
  }

  #removePicture() {
    if (this.#thumbnail) URL.revokeObjectURL(this.#thumbnail);
    this.#thumbnail = null;
    this.#picture = null;
    byId("attachment").hidden = true;
    byId("attachment-image").removeAttribute("src");
    this.#changed();
  }

  #submit() {
    const text = this.#text.value.trim();
    if (this.#preparing || (!text && !this.#picture)) return;
    this.#onSend(text, this.#picture);
    this.#text.value = "";
    byId("composer-problem").textContent = "";
    this.#removePicture();
    this.#text.focus();
  }

  #changed() {
    const empty = this.#text.value.trim() === "";
    byId("send").disabled = Boolean(this.#preparing) || (empty && !this.#picture);
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
    this.#onTyping(empty);
  }

  #acceptDrops() {
    const area = byId("chat");
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    let depth = 0; // enter and leave are told of every child, too
    const show = (change) => {
      depth = Math.max(0, depth + change);
      byId("drop").hidden = depth === 0;
    };
    area.addEventListener("dragenter", (event) => carriesFiles(event) && show(1));
    area.addEventListener("dragleave", (event) => carriesFiles(event) && show(-1));
    area.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
    area.addEventListener("drop", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      show(-depth);
      this.#take(event.dataTransfer.files);
    });
  }
}
