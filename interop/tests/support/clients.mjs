/** The clients: each generation over polling only, over WebSocket only, and with the upgrade. */
import { after, afterEach, before, describe } from "node:test";
import { io as newest } from "socket.io-client";
import last20 from "socket.io-client-2.0.4";
import last25 from "socket.io-client-2.5.0";
import { io as last31 } from "socket.io-client-3.1.3";
import { io as last40 } from "socket.io-client-4.0.2";
import { io as last44 } from "socket.io-client-4.4.1";
import { io as last46 } from "socket.io-client-4.6.2";
import { io as last47 } from "socket.io-client-4.7.5";
import { startServer } from "./servers.mjs";
import { next, within } from "./waiting.mjs";

export const NEWEST = "4.8";

const GENERATIONS = [
  { generation: NEWEST, eio: 4, io: newest },
  { generation: "4.7", eio: 4, io: last47 },
  { generation: "4.6", eio: 4, io: last46 },
  { generation: "4.4", eio: 4, io: last44 },
  { generation: "4.0", eio: 4, io: last40 },
  { generation: "3.1", eio: 4, io: last31 },
  { generation: "2.5", eio: 3, io: last25 },
  { generation: "2.0", eio: 3, io: last20 },
];

const byEngine = (eio) => GENERATIONS.filter((it) => it.eio === eio).map(({ generation }) => generation);

/** All that speak Engine.IO 4, and all that speak Engine.IO 3. */
export const MODERN = byEngine(4);
export const OLD = byEngine(3);

/** The generations that nearly every test is run with: the newest, and the lines' first. */
const USUAL = [NEWEST, "4.0", "3.1"];

const MODES = [
  { mode: "polling", transports: ["polling"] },
  { mode: "websocket", transports: ["websocket"] },
  { mode: "upgrade", transports: ["polling", "websocket"] },
];

/** What one generation over one transport can do; every socket it opens is closed after the test. */
class Client {
  /** The server under test, once it is ready. */
  server;
  #io;
  #options;
  #sockets = [];

  constructor({ generation, eio, io }, { mode, transports }, options) {
    this.generation = generation;
    this.eio = eio;
    this.mode = mode;
    this.transports = transports;
    this.#io = io;
    this.#options = { ...options, transports };
  }

  /** A socket on a connection of its own that has not begun to connect. */
  open(nsp = "/", options = {}) {
    const { url = this.server.url, ...rest } = options;
    const socket = this.#io(url + nsp, {
      ...this.#options,
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      ...rest,
    });
    return this.keep(socket);
  }

  /** A connected socket, after the upgrade where there is one. */
  async connect(nsp, options) {
    const socket = this.open(nsp, options);
    await this.connected(socket);
    return socket;
  }

  /** Connects the socket and returns what the server said to it first. */
  async connected(socket) {
    const welcome = next(socket, "welcome");
    const refused = this.refused(socket).then((error) => Promise.reject(error));
    socket.connect();
    const [said] = await Promise.race([welcome, refused]);
    await this.upgraded(socket);
    return said;
  }

  /** What a middleware of the role `smoke` looks at: old clients have but the query. */
  credentials(token) {
    return this.eio === 3 ? { query: { token } } : { auth: { token } };
  }

  /** Resolves with the error if the socket is refused. Old clients are told the data or, where there is none, the message. */
  refused(socket) {
    return new Promise((resolve) => socket.once(this.eio === 3 ? "error" : "connect_error", resolve));
  }

  /** Connects the socket, and returns the error with which it is refused. */
  refusal(socket) {
    const refused = within(this.refused(socket), "the refusal");
    socket.connect();
    return refused;
  }

  /** Returns once the connection has its final transport. */
  async upgraded(socket) {
    const engine = socket.io.engine;
    if (this.mode === "upgrade" && engine.transport.name !== "websocket") {
      await next(engine, "upgrade");
    }
  }

  /** Closes the socket, and its connection, after the test. */
  keep(socket) {
    this.#sockets.push(socket);
    return socket;
  }

  closeAll() {
    for (const socket of this.#sockets.splice(0)) {
      socket.disconnect();
      socket.io.engine?.close();
    }
  }
}

/**
 * Runs the tests that `define(client)` declares once for each client, against one server.
 * `client.server` is that server, started in `role` with `flags`; `options` are those of each client.
 * Only the clients of `generations` that `where` accepts are run.
 */
export function forEachClient(
  { role = "smoke", flags = [], generations = USUAL, options = {}, where = () => true },
  define,
) {
  let server;
  before(async () => {
    server = await startServer(role, { flags });
  });
  after(() => server?.stop());

  for (const generation of GENERATIONS.filter((it) => generations.includes(it.generation))) {
    for (const mode of MODES) {
      if (where({ ...generation, ...mode })) {
        describe(`socket.io-client ${generation.generation}, ${mode.mode}`, () => {
          const client = new Client(generation, mode, options);
          before(() => {
            client.server = server;
          });
          afterEach(() => client.closeAll());
          define(client);
        });
      }
    }
  }
}
