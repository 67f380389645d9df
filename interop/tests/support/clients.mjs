/** The clients: three generations, each over polling only, over WebSocket only, and with the upgrade. */
import { after, afterEach, before, describe } from "node:test";
import { io as newest } from "socket.io-client";
import { io as first3 } from "socket.io-client-3.1";
import { io as first4 } from "socket.io-client-4.0";
import { startServer } from "./servers.mjs";
import { next } from "./waiting.mjs";

export const NEWEST = "4.8";

const GENERATIONS = [
  { generation: NEWEST, io: newest },
  { generation: "4.0", io: first4 },
  { generation: "3.1", io: first3 },
];

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
  #transports;
  #sockets = [];

  constructor({ generation, io }, { mode, transports }) {
    this.generation = generation;
    this.mode = mode;
    this.#io = io;
    this.#transports = transports;
  }

  /** A socket on a connection of its own that has not begun to connect. */
  open(nsp = "/", options = {}) {
    const { url = this.server.url, ...rest } = options;
    const socket = this.#io(url + nsp, {
      transports: this.#transports,
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
    const refused = new Promise((_, reject) => socket.once("connect_error", reject));
    socket.connect();
    const [said] = await Promise.race([welcome, refused]);
    await this.upgraded(socket);
    return said;
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
 * `client.server` is that server; only the clients that `where` accepts are run.
 */
export function forEachClient({ flags = [], where = () => true }, define) {
  let server;
  before(async () => {
    server = await startServer("smoke", { flags });
  });
  after(() => server?.stop());

  for (const generation of GENERATIONS) {
    for (const mode of MODES) {
      if (where({ ...generation, ...mode })) {
        describe(`socket.io-client ${generation.generation}, ${mode.mode}`, () => {
          const client = new Client(generation, mode);
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
