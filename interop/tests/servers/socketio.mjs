/**
 * The official server in one of its versions, with the events of the role `smoke`, for the tests of our client:
 * `node socketio.mjs VERSION [flags]`. It listens on 127.0.0.1, prints "READY 127.0.0.1:PORT", and runs until its
 * standard input ends, so that it never outlives the test that started it. Flags:
 *
 *   --port N                     the port; a free one otherwise
 *   --ping-interval, --ping-timeout MILLISECONDS
 *   --transports polling,websocket
 *   --max-payload BYTES          maxHttpBufferSize
 *   --recovery                   connection state recovery
 *   --msgpack                    the MessagePack parser
 *   --tls                        with a certificate made for this run, printed before as "CERTIFICATE BASE64"
 *   --cookie NAME                a cookie with the session's id, as load balancers want it
 *
 * `to-room-except` needs version 4.0, and `to-room-ack` 4.5. Beside the contract of the role there are these events:
 *
 *   note(STREAM, VALUE, cb)      appends the value to the stream, which outlives connections; cb()
 *   notes(STREAM, cb)            cb(all values of the stream)
 *   connections(cb)              cb(how many Engine.IO sessions there are)
 *   cookies(cb)                  cb(the Cookie header of each request of this session but the first, null for none)
 *   header(NAME, cb)             cb(that header field of the first request, null for none)
 *   volatile-to-me(…)            emits `volatile-back`(same), volatile
 */
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as msgpack from "socket.io-msgpack-parser";
import { Server as Newest } from "socket.io";
import { Server as Last44 } from "socket.io-4.4.1";
import { Server as Last31 } from "socket.io-3.1.2";
import { makeCertificate } from "../support/certificate.mjs";

const VERSIONS = { "4.8": Newest, "4.4": Last44, "3.1": Last31 };
const ROOM_TIMEOUT_MS = 1000;
const LATE_MS = 100;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "0" },
    "ping-interval": { type: "string" },
    "ping-timeout": { type: "string" },
    transports: { type: "string" },
    "max-payload": { type: "string", default: "1000000" },
    recovery: { type: "boolean" },
    msgpack: { type: "boolean" },
    tls: { type: "boolean" },
    cookie: { type: "string" },
  },
});
const Server = VERSIONS[positionals[0]];
if (!Server) {
  throw new Error(`expected one of the versions ${Object.keys(VERSIONS)}, got ${positionals[0]}`);
}

/** What was noted, by stream. */
const streams = new Map();

/** The Cookie headers by session. */
const cookies = new Map();

const http = flags.tls ? createHttps(selfSigned()) : createHttp();
const io = new Server(http, options());
for (const nsp of [io.of("/"), io.of("/chat"), io.of(/^\/dyn-\d+$/), io.of("/secure").use(requireToken)]) {
  nsp.on("connection", serve);
}
io.engine.on?.("headers", (headers, request) => {
  const sid = request._query?.sid;
  if (sid) {
    cookies.set(sid, [...(cookies.get(sid) ?? []), request.headers.cookie ?? null]);
  }
});

process.stdin.on("end", () => process.exit()).resume();
http.listen(Number(flags.port), "127.0.0.1", () => console.log(`READY 127.0.0.1:${http.address().port}`));

function options() {
  const chosen = {
    cors: { origin: (origin, allow) => allow(null, true), credentials: true },
    maxHttpBufferSize: Number(flags["max-payload"]),
  };
  const ifGiven = (flag, name, value) => {
    if (flags[flag]) {
      chosen[name] = value(flags[flag]);
    }
  };
  ifGiven("ping-interval", "pingInterval", Number);
  ifGiven("ping-timeout", "pingTimeout", Number);
  ifGiven("transports", "transports", (names) => names.split(","));
  ifGiven("recovery", "connectionStateRecovery", () => ({}));
  ifGiven("msgpack", "parser", () => msgpack.default ?? msgpack);
  ifGiven("cookie", "cookie", (name) => ({ name, path: "/" }));
  return chosen;
}

function selfSigned() {
  const made = makeCertificate();
  const files = { cert: readFileSync(made.certificate), key: readFileSync(made.key) };
  made.remove();
  console.log(`CERTIFICATE ${Buffer.from(made.pem).toString("base64")}`);
  return files;
}

function requireToken(socket, next) {
  if (socket.handshake.auth.token === "s3cr3t") {
    next();
  } else {
    next(Object.assign(new Error("not authorized"), { data: { code: "E_AUTH", hint: 7 } }));
  }
}

const transportOf = (socket) => socket.conn.transport.name;

function serve(socket) {
  const { nsp } = socket;
  const on = (events) => Object.entries(events).forEach(([event, listener]) => socket.on(event, listener));

  on({
    echo: (...args) => socket.emit("echo-back", ...args),
    "echo-ack": (...args) => args.pop()(...args),
    whoami: (cb) => {
      const { query, auth } = socket.handshake;
      cb({ id: socket.id, transport: transportOf(socket), eio: 4, rooms: [...socket.rooms], query, auth });
    },
    "ask-me": (value) => socket.emit("question", value, (...answer) => socket.emit("answer", ...answer)),
    "ask-me-late": () => {
      // Version 3.1 knows no timeouts.
      const late = new Promise((resolve) => setTimeout(resolve, LATE_MS, "timeout"));
      const answer = new Promise((resolve) => socket.emit("question-late", resolve));
      Promise.race([late, answer]).then((result) => socket.emit("late-result", result));
    },
  });
  on({
    join: (room, cb) => {
      socket.join(room);
      cb([...socket.rooms]);
    },
    leave: (room, cb) => {
      socket.leave(room);
      cb([...socket.rooms]);
    },
    "to-room": (room, ...args) => nsp.to(room).emit("room-msg", room, ...args),
    "to-room-others": (room, ...args) => socket.to(room).emit("room-msg", room, ...args),
    "to-room-except": (room, not, ...args) => nsp.to(room).except(not).emit("room-msg", room, ...args),
    "to-room-ack": (room, cb) => {
      const asked = nsp.to(room).timeout(ROOM_TIMEOUT_MS);
      asked.emit("room-ask", (error, answers) => cb(error ? "error" : "ok", answers));
    },
    "to-all-others": (...args) => socket.broadcast.emit("all-msg", ...args),
  });
  on({
    burst: (count) => {
      for (let i = 0; i < count; i++) {
        socket.emit("burst-item", i, i % 5 === 0 ? Buffer.from([i & 255]) : `x${i}`);
      }
      socket.emit("burst-end", count);
    },
    big: (size, cb) => cb("z".repeat(size), Buffer.alloc(size, 7)),
    drop: () => socket.conn.close(),
    kick: () => socket.disconnect(),
    "kick-hard": () => socket.disconnect(true),
  });
  on({
    note: (stream, value, cb) => {
      streams.set(stream, streams.get(stream) ?? []);
      streams.get(stream).push(value);
      cb?.();
    },
    notes: (stream, cb) => cb(streams.get(stream) ?? []),
    connections: (cb) => cb(io.engine.clientsCount),
    cookies: (cb) => cb(cookies.get(socket.conn.id) ?? []),
    header: (name, cb) => cb(socket.handshake.headers[name] ?? null),
    "volatile-to-me": (...args) => socket.volatile.emit("volatile-back", ...args),
  });

  socket.emit("welcome", {
    id: socket.id,
    nsp: nsp.name,
    transport: transportOf(socket),
    eio: 4,
    recovered: socket.recovered ?? false,
  });
}
