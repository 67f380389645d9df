/**
 * A process without sockets that speaks to a cluster as the JavaScript emitters do:
 * `node emitter.mjs ADAPTER REDIS-URL COMMAND…`. Does what each command says, in order, and ends. A command is JSON,
 * `{nsp, what, …options}`, with the operations and options of the role `cluster` that emitters know; `{"bytes": […]}` in
 * it stands for binary.
 */
import { createClient } from "@redis/client";
import { encode } from "@msgpack/msgpack";
import { Emitter } from "@socket.io/redis-emitter";

const [adapter, url, ...commands] = process.argv.slice(2);
const client = await createClient({ url }).connect();
const perform = { redis: byOfficialEmitter, "redis-streams": byStream }[adapter];
if (!perform) {
  throw new Error(`expected redis or redis-streams, got ${adapter}`);
}
for (const command of commands) {
  perform(JSON.parse(command, (_, value) => (Array.isArray(value?.bytes) ? Buffer.from(value.bytes) : value)));
}
await client.close(); // after all that is on its way

function byOfficialEmitter({ nsp, what, rooms = [], except = [], ev, args = [], room, close }) {
  const chosen = new Emitter(client).of(nsp).in(rooms).except(except);
  const operations = {
    emit: () => chosen.emit(ev, ...args),
    joins: () => chosen.socketsJoin(room),
    leaves: () => chosen.socketsLeave(room),
    disconnect: () => chosen.disconnectSockets(close),
    sse: () => new Emitter(client).of(nsp).serverSideEmit(ev, ...args),
  };
  operations[what]();
}

/** The emitter for streams is on no registry; these are the entries that it writes. */
function byStream({ nsp, what, rooms = [], except = [], ev, args = [], room, close }) {
  const opts = { rooms, flags: {}, except };
  const messages = {
    emit: [3, { packet: { type: 2, data: [ev, ...args], nsp }, opts }],
    joins: [4, { opts, rooms: [room].flat() }],
    leaves: [5, { opts, rooms: [room].flat() }],
    disconnect: [6, { opts, close: close ?? false }],
    sse: [9, { packet: [ev, ...args] }],
  };
  const [type, data] = messages[what];
  const text = hasBinary(data) ? Buffer.from(encode(data)).toString("base64") : JSON.stringify(data);
  client.xAdd(
    "socket.io",
    "*",
    { uid: "emitter", nsp, type: String(type), data: text },
    { TRIM: { strategy: "MAXLEN", strategyModifier: "~", threshold: 10_000 } },
  );
}

function hasBinary(value) {
  return Buffer.isBuffer(value) || (typeof value === "object" && value && Object.values(value).some(hasBinary));
}
