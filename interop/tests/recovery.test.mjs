/** Clients that lose their connection and find their socket as they left it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient } from "./support/clients.mjs";
import { startRelay } from "./support/relay.mjs";
import { ask, gather, next, record, settle } from "./support/waiting.mjs";

/** Where the server has only its heartbeat to tell by, it tells within seconds. */
const FLAGS = ["--recovery", "--ping", 2000, 3000];

/** Recovery came with 4.6. */
const GENERATIONS = ["4.8", "4.7", "4.6"];

const AT_ONCE = { reconnection: true, reconnectionDelay: 10, reconnectionDelayMax: 50 };

forEachClient({ flags: FLAGS, generations: GENERATIONS }, (client) => {
  /** A socket behind a relay that can be cut, another that cannot, and what the first hears. */
  async function scene(during) {
    const relay = await startRelay(client.server.port);
    try {
      const socket = await client.connect("/", { ...AT_ONCE, url: relay.url });
      const other = await client.connect("/");
      await during({ socket, other, relay });
    } finally {
      await relay.stop();
    }
  }

  async function comeBack(relay, socket, meanwhile) {
    relay.refuse(true);
    relay.cut();
    await meanwhile();
    const connected = next(socket, "connect", 20_000);
    const welcome = next(socket, "welcome", 20_000);
    relay.refuse(false);
    await connected;
    return (await welcome)[0];
  }

  test("finds its id, its rooms, and what it missed, once and in order", async () => {
    await scene(async ({ socket, other, relay }) => {
      await ask(socket, "join", "room");
      const id = socket.id;
      const heard = record(socket, "room-msg");
      const first = next(socket, "room-msg");
      other.emit("to-room", "room", "before");
      await first;

      const welcome = await comeBack(relay, socket, async () => {
        for (let i = 0; i < 20; i++) {
          other.emit("to-room", "room", i, Buffer.from([i]));
          other.emit("to-room", "elsewhere", i);
        }
        await settle(other);
      });
      await settle(socket);

      assert.equal(welcome.recovered, true);
      assert.equal(socket.recovered, true);
      assert.equal(socket.id, id);
      assert.deepEqual(
        heard.map(([, what]) => what),
        ["before", ...Array(20).keys()],
      );
      heard.slice(1).forEach(([, i, binary]) => assert.deepEqual([...binary], [i]));
      const live = next(socket, "room-msg");
      other.emit("to-room", "room", "after");
      assert.equal((await live)[1], "after");
    });
  });

  test("is recovered in each of its namespaces", async () => {
    await scene(async ({ socket, other, relay }) => {
      const silent = client.keep(socket.io.socket("/chat"));
      await client.connected(silent);
      const id = silent.id;
      const elsewhere = client.keep(other.io.socket("/chat"));
      await client.connected(elsewhere);
      const missed = next(silent, "all-msg", 20_000);

      relay.refuse(true);
      relay.cut();
      elsewhere.emit("to-all-others", "news");
      await settle(elsewhere);
      relay.refuse(false);

      assert.equal((await missed)[0], "news");
      assert.equal(silent.recovered, true);
      assert.equal(silent.id, id);
    });
  });

  test("comes back again and again", async () => {
    await scene(async ({ socket, other, relay }) => {
      const id = socket.id;
      const heard = record(socket, "all-msg");
      for (let i = 0; i < 3; i++) {
        const welcome = await comeBack(relay, socket, async () => {
          other.emit("to-all-others", i);
          await settle(other);
        });
        assert.equal(welcome.recovered, true);
        assert.equal(socket.id, id);
      }
      await settle(socket);
      assert.deepEqual(
        heard.map(([i]) => i),
        [0, 1, 2],
      );
    });
  });

  test("takes over a connection that the server believes to be alive", async () => {
    await scene(async ({ socket, relay }) => {
      const id = socket.id;
      relay.freeze();
      const welcome = next(socket, "welcome", 20_000);
      // Past the relay, which still holds the old connection open.
      socket.io.uri = client.server.url;
      socket.io.engine.close();

      assert.equal((await welcome)[0].recovered, true);
      assert.equal(socket.id, id);
    });
  });

  test("starts afresh after it has left on purpose", async () => {
    await scene(async ({ socket, other }) => {
      const id = socket.id;
      socket.disconnect();
      // The new connection may be faster than the goodbye on the old one: so wait until nobody is in its room.
      let outcome;
      do {
        [outcome] = await ask(other, "to-room-ack", id);
      } while (outcome !== "ok");
      const [welcome] = await gather(socket.connect(), "welcome", 1);

      assert.equal(welcome[0].recovered, false);
      assert.equal(socket.recovered, false);
      assert.notEqual(socket.id, id);
    });
  });
});

/** Nobody says anything in the namespaces of this role. */
forEachClient({ role: "js-client", generations: GENERATIONS }, (client) => {
  test("is recovered although it never heard an event", async () => {
    const socket = client.open("/valid", AT_ONCE);
    const connected = next(socket, "connect");
    socket.connect();
    await connected;
    await client.upgraded(socket);
    const id = socket.id;
    const again = next(socket, "connect", 20_000);

    socket.io.engine.close();
    await again;

    assert.equal(socket.recovered, true);
    assert.equal(socket.id, id);
  });
});
