/** How connections end, what both sides are told of it, and how clients come back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient, NEWEST } from "./support/clients.mjs";
import { reasons } from "./support/reasons.mjs";
import { startRelay } from "./support/relay.mjs";
import { gather, next, record, settle } from "./support/waiting.mjs";

/** Where the server has only its heartbeat to tell by, it tells within seconds. */
const HEARTBEAT = ["--ping", 2000, 3000];

forEachClient({ flags: [...HEARTBEAT, "--extras"] }, (client) => {
  test("the client leaves the namespace", async () => {
    const { byClient, byServer } = await reasons(client, (socket) => socket.disconnect());

    assert.equal(byClient, "io client disconnect");
    assert.equal(byServer, "client namespace disconnect");
  });

  test("the server puts it out of the namespace, and the connection stays", async () => {
    const main = await client.connect();
    const kicked = client.keep(main.io.socket("/chat"));
    await client.connected(kicked);
    const told = next(kicked, "disconnect");

    kicked.emit("kick");

    assert.equal((await told)[0], "io server disconnect");
    await settle(main);
  });

  test("both sides know that the server put it out", async () => {
    const { byClient, byServer } = await reasons(client, (socket) => socket.emit("kick"));

    assert.equal(byClient, "io server disconnect");
    assert.equal(byServer, "server namespace disconnect");
  });

  test("the server puts it out and closes the connection", async () => {
    const { byClient, byServer } = await reasons(client, (socket) => socket.emit("kick-hard"));

    assert.ok(["io server disconnect", "transport close"].includes(byClient), byClient);
    assert.equal(byServer, "server namespace disconnect");
  });

  test("the server closes the connection", async () => {
    const { byClient, byServer } = await reasons(client, (socket) => socket.emit("drop"));

    assert.equal(byClient, "transport close");
    assert.equal(byServer, "forced close");
  });

  test("the client closes the connection", async () => {
    const { byClient, byServer } = await reasons(client, (socket) => socket.io.engine.close());

    assert.equal(byClient, "forced close");
    assert.equal(byServer, "transport close");
  });

  test("the network is cut", async () => {
    const broken = await startRelay(client.server.port);
    try {
      const cut = () => {
        broken.refuse(true);
        broken.cut();
      };
      const { byClient, byServer } = await reasons(client, cut, { url: broken.url });

      const polling = client.mode === "polling";
      assert.ok(["transport close", "transport error"].includes(byClient), byClient);
      // Cut between two polls, the server has only its heartbeat to tell by.
      const expected = polling ? ["transport error", "ping timeout"] : ["transport close"];
      assert.ok(expected.includes(byServer), byServer);
    } finally {
      await broken.stop();
    }
  });

  test("a client that was cut comes back, and what it said meanwhile comes with it, in order", async () => {
    const relay = await startRelay(client.server.port);
    try {
      const socket = await client.connect("/", {
        url: relay.url,
        reconnection: true,
        reconnectionDelay: 20,
        reconnectionDelayMax: 50,
      });
      const before = socket.id;
      const back = gather(socket, "echo-back", 3);
      const welcome = next(socket, "welcome");

      const down = next(socket, "disconnect");
      const attempt = next(socket.io, "reconnect_error");
      relay.refuse(true);
      relay.cut();
      await down;
      socket.emit("echo", 1);
      socket.emit("echo", Buffer.from([2]));
      socket.emit("echo", 3);
      await attempt;
      relay.refuse(false);

      assert.equal((await welcome)[0].id, socket.id);
      assert.notEqual(socket.id, before);
      assert.deepEqual(await back, [[1], [Buffer.from([2])], [3]]);
    } finally {
      await relay.stop();
    }
  });

  test("clients that vanish while they connect harm nobody", async () => {
    const witness = await client.connect();
    const broken = await startRelay(client.server.port);
    try {
      const attempts = Array.from({ length: 10 }, () => client.open("/", { url: broken.url }));
      attempts.forEach((socket) => socket.connect());
      await next(attempts[0].io, "open");

      broken.cut();

      await settle(witness);
    } finally {
      await broken.stop();
    }
  });

  test("who leaves is told nothing more", async () => {
    const socket = await client.connect("/chat");
    const other = await client.connect("/chat");
    const heard = record(socket, "all-msg");

    socket.disconnect();
    other.emit("to-all-others", "too late");
    await settle(other);

    assert.deepEqual(heard, []);
  });
});

forEachClient({ where: ({ generation }) => generation === NEWEST }, (client) => {
  test("leaving and coming back at once works a hundred times", async () => {
    const socket = await client.connect();
    const ids = new Set();

    for (let i = 0; i < 100; i++) {
      socket.disconnect();
      const welcome = next(socket, "welcome");
      socket.connect();
      ids.add((await welcome)[0].id);
    }

    assert.equal(ids.size, 100);
  });
});
