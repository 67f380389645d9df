// The page from end to end: the door, the connection, the room, and the parts that they feed.
// The address may carry ?name=, ?room= and ?transport=polling|websocket.
import { Banner } from "./banner.js";
import { Composer } from "./composer.js";
import { byId } from "./dom.js";
import { MessageLog } from "./message-log.js";
import { Outbox } from "./outbox.js";
import { Sidebar } from "./sidebar.js";
import { Typing } from "./typing.js";

const query = new URLSearchParams(location.search);
const FIRST_ROOM = "Lobby";
const PATIENCE_MILLIS = 10_000;

let name = "";
let me = { id: "", name: "" };
let room = query.get("room") || FIRST_ROOM;
let peopleRevision = -1;
let lastNumber = Infinity; // of the messages of the room; while it is not known yet, none can be missed
let unseen = 0;
let arrival = null; // a timer while a connection is open and the room not entered yet

if (!globalThis.io) {
  byId("welcome").hidden = false;
  byId("welcome-problem").textContent =
    "The server does not serve the Socket.IO client: is org.webjars.npm:socket.io-client on its class path?";
  throw new Error("socket.io.js did not load");
}

const socket = io({
  autoConnect: false,
  auth: (send) => send({ name, key: key() }), // asked again at each attempt
  reconnectionDelay: 500,
  ...(query.has("transport") && { transports: [query.get("transport")] }),
});
const banner = new Banner();
const typing = new Typing(socket);
const sidebar = new Sidebar(enter);
const outbox = new Outbox(socket, { onReceipt: received, onSilence: reconnectNow });
const composer = new Composer({ onSend: say, onTyping: (empty) => typing.touched(empty) });
const log = new MessageLog({
  loadPicture: (id) => socket.emitWithAck("picture", id),
  showPicture,
  retry: (id) => {
    const { text, picture } = log.get(id);
    log.discard(id);
    say(text, picture);
  },
  discard: (id) => log.discard(id),
});

welcome();

// ---- the door ----

function welcome() {
  byId("name").value = query.get("name") ?? localStorage.getItem("name") ?? "";
  byId("welcome-form").addEventListener("submit", (event) => {
    event.preventDefault();
    knock(byId("name").value.trim());
  });
  if (query.get("name")?.trim()) return knock(query.get("name").trim());
  byId("welcome").hidden = false;
  byId("name").focus();
}

function knock(asName) {
  if (!asName) return refused("Please tell the others what to call you.");
  name = asName;
  localStorage.setItem("name", name);
  byId("welcome-problem").textContent = "";
  byId("join").disabled = true;
  socket.connect();
}

function refused(problem) {
  byId("chat").hidden = true;
  byId("welcome").hidden = false;
  byId("join").disabled = false;
  byId("welcome-problem").textContent = problem;
  byId("name").focus();
}

/** A secret of this window: with it we are the same person after a reconnection or a reload. */
function key() {
  const stored = sessionStorage.getItem("key") ?? randomId();
  sessionStorage.setItem("key", stored);
  return stored;
}

/** crypto.randomUUID() is missing on a page that comes without TLS from another machine; this is not. */
function randomId() {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- the connection ----

socket.on("connect", () => {
  byId("welcome").hidden = true;
  byId("chat").hidden = false;
  sidebar.forgetRevisions();
  sidebar.setOnline(true);
  showTransport();
  enter(room);
});

socket.on("connect_error", (error) => {
  if (!socket.active) return refused(error.message); // the server said no; else the client goes on trying by itself
  if (byId("chat").hidden)
    byId("welcome-problem").textContent = "The server cannot be reached. Still trying…";
});

socket.on("disconnect", (reason) => {
  showTransport();
  sidebar.setOnline(false);
  typing.forgetAll();
  if (reason === "io server disconnect") banner.replaced(() => socket.connect());
  else if (reason !== "io client disconnect") banner.lost(reconnectNow);
});

socket.io.on("reconnect_attempt", (attempt) => banner.attempting(attempt));
socket.io.on("open", () => {
  socket.io.engine.once("upgrade", showTransport);
  // A network that breaks again at the wrong moment can leave a connection that is open and silent. The heartbeat
  // finds that out, in most of a minute; people who wait should not have to.
  arrival = setTimeout(reconnectNow, PATIENCE_MILLIS);
});
socket.io.on("close", () => clearTimeout(arrival));
addEventListener("online", () => banner.isOffline && reconnectNow());
// Leaving is said, so that the others need not wait for a timeout; the page may come back from the browser's cache.
addEventListener("pagehide", () => socket.disconnect());
addEventListener("pageshow", (event) => event.persisted && socket.connect());

/** Does not wait for the next attempt of the client's back-off. */
function reconnectNow() {
  socket.disconnect().connect();
}

function showTransport() {
  const transport = socket.connected ? socket.io.engine.transport.name : "none";
  byId("transport").dataset.transport = transport;
  byId("transport").textContent = { websocket: "WebSocket", polling: "Long polling", none: "Not connected" }[
    transport
  ];
}

// ---- the room ----

/** Enters a room, for the first time or again; what waited to be sent goes out then. */
async function enter(wanted) {
  const previous = room;
  if (wanted !== previous) log.clear();
  // From here on, so that what happens in the room before the answer has come is not missed.
  room = wanted;
  peopleRevision = -1;
  lastNumber = Infinity;
  typing.stopped();
  typing.forgetAll();

  let answer;
  try {
    answer = await socket.timeout(PATIENCE_MILLIS).emitWithAck("enter", wanted);
  } catch {
    if (socket.connected && wanted === room) reconnectNow(); // If the connection was lost, "connect" comes again.
    return;
  }
  if (wanted !== room) return; // Another room was chosen meanwhile, and its answer is on the way.
  if (answer.error) {
    sidebar.showProblem(answer.error);
    if (wanted !== FIRST_ROOM) enter(wanted === previous ? FIRST_ROOM : previous);
    return;
  }

  clearTimeout(arrival);
  me = answer.you;
  sidebar.entered(room);
  composer.setRoom(room);
  composer.setMaxPictureBytes(answer.maxPictureBytes);
  byId("room-name").textContent = room;
  byId("second-window").href = `?${new URLSearchParams({ room })}`;
  showPeople(answer.people);
  log.quietly(() => answer.history.forEach(show));
  lastNumber = answer.history.at(-1)?.number ?? 0;
  showUnseen(0);
  if (document.activeElement === document.body) composer.focus();
  await sendWhatWaited();
}

async function sendWhatWaited() {
  const returning = banner.isOffline;
  const waiting = outbox.size;
  if (returning) banner.back(waiting ? "Sending what waited…" : "");
  else banner.hide();
  await outbox.flush();
  if (returning && waiting && socket.connected) {
    banner.back(waiting === 1 ? "1 message sent." : `${waiting} messages sent.`);
  }
}

socket.on("rooms", (list) => sidebar.showRooms(list));
socket.on("people", showPeople);

function showPeople(list) {
  if (list.room !== room || list.revision <= peopleRevision) return;
  peopleRevision = list.revision;
  sidebar.showPeople(list.people, me);
}

socket.on("joined", (event) => {
  if (event.room !== room) return;
  // Who was cut off and is back while nothing was said has not been missed.
  if (!log.takeBack(event.person.id)) log.say(`${event.person.name} joined`, event.at);
});

socket.on("left", (event) => {
  if (event.room !== room) return;
  typing.forget(event.person.id);
  const onPurpose = event.to || event.reason === "client namespace disconnect";
  log.say(`${event.person.name} ${whyLeft(event)}`, event.at, onPurpose ? null : event.person.id);
});

function whyLeft({ to, reason }) {
  if (to) return `went to ${to}`;
  switch (reason) {
    case "client namespace disconnect":
    case "transport close":
      return "left";
    case "ping timeout":
      return "left: no sign of life";
    default:
      return "left: the connection was lost";
  }
}

socket.on("typing", (event) => event.room === room && typing.heard(event));

// ---- messages ----

function say(text, picture) {
  const message = { id: randomId(), room, text, picture };
  typing.stopped();
  log.put({ ...message, from: me, mine: true, at: Infinity, state: "pending" });
  outbox.add(message);
}

/** The server's ack of a message of ours: it is stored, or refused. */
function received(message, receipt) {
  if (!receipt.error) {
    log.update(message.id, { at: receipt.at, state: "sent" });
    if (message.room === room) checkNumber(receipt.number);
  } else if (log.get(message.id)) log.update(message.id, { state: "failed", problem: receipt.error });
  else log.say(`A message to ${message.room} was not sent: ${receipt.error}`);
}

// Our ack makes the second tick of whoever wrote it.
socket.on("said", (message, ack) => {
  ack();
  if (message.room !== room) return;
  typing.forget(message.from.id);
  if (show(message) && document.hidden) showUnseen(unseen + 1);
  checkNumber(message.number);
});

/**
 * Socket.IO delivers at most once: what was on its way when a network broke may be lost. Messages are numbered, so a
 * gap shows, and entering again brings the history, in which only what is missing is new.
 */
function checkNumber(number) {
  const missed = number > lastNumber + 1;
  lastNumber = Math.max(lastNumber, number);
  if (missed) enter(room);
}

socket.on(
  "delivered",
  ({ id, to, of }) => to > 0 && log.update(id, { state: "delivered", delivered: { to, of } }),
);

function show(message) {
  return log.put({ ...message, mine: message.from.id === me.id, state: "sent" });
}

function showPicture(url, alt) {
  byId("viewer-image").src = url;
  byId("viewer-image").alt = alt;
  byId("viewer").showModal();
}

document.addEventListener("visibilitychange", () => document.hidden || showUnseen(0));

function showUnseen(count) {
  unseen = count;
  document.title = `${count ? `(${count}) ` : ""}${room} · Sockeye chat`;
}
