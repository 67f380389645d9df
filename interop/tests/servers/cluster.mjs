/**
 * The official server as a node of a cluster, with the events of the role `cluster`:
 * `node cluster.mjs PORT NAME ADAPTER REDIS-URL`. ADAPTER is one of those below, PORT 0 picks a free one. It listens on
 * 127.0.0.1, prints "READY 127.0.0.1:PORT", and runs until its standard input ends. Redis may come and go meanwhile.
 */
import { createServer } from "node:http";
import { createClient } from "@redis/client";
import { createAdapter as createClassic, createShardedAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreams } from "@socket.io/redis-streams-adapter";
import { Server } from "socket.io";

const ADAPTERS = {
  redis: async (connect) => createClassic(await connect(), await connect()),
  "redis-sharded": async (connect) => createShardedAdapter(await connect(), await connect()),
  "redis-sharded-static": async (connect) =>
    createShardedAdapter(await connect(), await connect(), { subscriptionMode: "static" }),
  "redis-sharded-private": async (connect) =>
    createShardedAdapter(await connect(), await connect(), { subscriptionMode: "dynamic-private" }),
  "redis-streams": async (connect) => createStreams(await connect(), { blockTimeInMs: 500 }),
};
const MAX_RECONNECT_DELAY_MS = 200;

const [port, name, adapter, redisUrl] = process.argv.slice(2);
if (!ADAPTERS[adapter]) {
  throw new Error(`expected PORT NAME ADAPTER REDIS-URL with one of ${Object.keys(ADAPTERS)}, got ${adapter}`);
}

const http = createServer();
const io = new Server(http, {
  adapter: await ADAPTERS[adapter](connectRedis),
  ...(adapter === "redis-streams" && { connectionStateRecovery: {} }),
});
[io.of("/"), io.of("/chat")].forEach(serve);

// The adapters publish without looking at what becomes of it; when Redis goes meanwhile that would end the process.
process.on("unhandledRejection", (reason) => console.error(`not published: ${reason}`));

process.stdin.on("end", () => process.exit()).resume();
http.listen(Number(port), "127.0.0.1", () => console.log(`READY 127.0.0.1:${http.address().port}`));

async function connectRedis() {
  const client = createClient({
    url: redisUrl,
    socket: { reconnectStrategy: (retries) => Math.min(10 * 2 ** retries, MAX_RECONNECT_DELAY_MS) },
  });
  client.on("error", () => {}); // it comes back by itself
  return client.connect();
}

function serve(nsp) {
  const notes = [];
  const operations = operationsOf(nsp, notes);
  nsp.on("note", (...args) => notes.push(args));
  nsp.on("question", (...args) => {
    const answer = args.pop();
    answer({ node: name, got: args });
  });
  nsp.on("silence", () => {});

  nsp.on("connection", (socket) => {
    socket.on("whoami", (cb) =>
      cb({ id: socket.id, node: name, rooms: [...socket.rooms], data: socket.data, recovered: socket.recovered }),
    );
    socket.on("join", async (room, cb) => {
      await socket.join(room);
      cb();
    });
    socket.on("leave", async (room, cb) => {
      await socket.leave(room);
      cb();
    });
    socket.on("set-data", (data, cb) => {
      socket.data = data;
      cb();
    });
    socket.on("drop", () => socket.conn.close());
    socket.on("op", async (what, options, cb) => {
      try {
        cb({ ok: (await operations[what](options, socket)) ?? null });
      } catch (error) {
        cb({ error: error.message });
      }
    });
  });
}

/** What `op` can do, by name. */
function operationsOf(nsp, notes) {
  return {
    emit: (options) => send(choose(nsp, options), options),
    "socket-emit": (options, socket) => send(choose(socket.broadcast, options), options),
    "emit-ack": (options) =>
      outcome((done) => choose(nsp, options).timeout(options.timeout).emit(options.ev, ...(options.args ?? []), done)),
    fetch: async (options) => {
      const sockets = await choose(nsp, options).fetchSockets();
      return sockets.map(({ id, rooms, data, handshake: { query } }) => {
        return { id, rooms: [...rooms], data, query, local: nsp.sockets.has(id) };
      });
    },
    joins: (options) => choose(nsp, options).socketsJoin(options.room),
    leaves: (options) => choose(nsp, options).socketsLeave(options.room),
    disconnect: (options) => choose(nsp, options).disconnectSockets(options.close),
    sse: ({ ev, args = [] }) => {
      nsp.serverSideEmit(ev, ...args);
    },
    "sse-ack": ({ ev, args = [] }) => outcome((done) => nsp.serverSideEmit(ev, ...args, done)),
    servers: () => nsp.adapter.serverCount(),
    log: () => notes.splice(0),
  };
}

/** The sockets that the options mean, of all that can be meant. */
function choose(all, { rooms = [], except = [], local, timeout }) {
  let chosen = rooms.length > 0 ? all.to(rooms) : all;
  if (except.length > 0) {
    chosen = chosen.except(except);
  }
  if (local) {
    chosen = chosen.local;
  }
  return timeout ? chosen.timeout(timeout) : chosen;
}

function send(chosen, { ev, args = [] }) {
  chosen.emit(ev, ...args);
}

/** What a callback is given that takes an error and the answers that came. */
function outcome(act) {
  return new Promise((resolve) => act((error, responses) => resolve({ err: Boolean(error), responses: responses ?? [] })));
}
