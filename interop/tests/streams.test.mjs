/** Much at once: order across the upgrade, big messages, messages that are too big, volatile ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient, NEWEST } from "./support/clients.mjs";
import { ask, gather, next, record, settle } from "./support/waiting.mjs";

const MAX_PAYLOAD = 1_000_000;
const ATTEMPTS = 20;

/** Item `i` of a burst of the role `smoke`: every fifth is binary. */
const burstItem = (i) => [i, i % 5 === 0 ? Buffer.from([i & 255]) : `x${i}`];
const burst = (count) => Array.from({ length: count }, (_, i) => burstItem(i));

forEachClient({ flags: ["--extras"] }, (client) => {
  test("a burst of the server arrives whole and in order", async () => {
    const socket = await client.connect();
    const items = gather(socket, "burst-item", 1000);
    const end = next(socket, "burst-end");

    socket.emit("burst", 1000);

    assert.deepEqual(await items, burst(1000));
    assert.deepEqual(await end, [1000]);
  });

  test("a burst of the server that meets the upgrade arrives whole and in order", async () => {
    const socket = client.open();
    const items = gather(socket, "burst-item", 3 * 200);
    socket.once("connect", () => {
      socket.emit("burst", 200);
      socket.emit("burst", 200);
    });
    socket.io.once("open", () => socket.io.engine.once("upgrade", () => socket.emit("burst", 200)));

    await client.connected(socket);
    if (client.mode !== "upgrade") {
      socket.emit("burst", 200);
    }

    assert.deepEqual(await items, [...burst(200), ...burst(200), ...burst(200)]);
  });

  test("a burst of the client that meets the upgrade arrives whole and in order", async () => {
    const socket = client.open();
    const backs = gather(socket, "echo-back", 500);
    let sent = 0;
    const some = (count) => {
      for (const end = sent + count; sent < end; sent++) {
        socket.emit("echo", ...burstItem(sent));
      }
    };

    socket.once("connect", () => some(200));
    socket.once("echo-back", () => some(100)); // on the way to the upgrade, or beyond
    await client.connected(socket);
    some(200);

    assert.deepEqual(await backs, burst(500));
  });

  for (const size of [65_535, 65_536, 200_000]) {
    test(`${size} characters and as many bytes come from the server`, async () => {
      const socket = await client.connect();

      const [text, binary] = await ask(socket, "big", size);

      assert.ok(text === "z".repeat(size));
      assert.ok(binary.equals(Buffer.alloc(size, 7)));
    });

    test(`${size} characters and as many bytes go to the server and back`, async () => {
      const socket = await client.connect();
      const text = "ä".repeat(size / 2);
      const bytes = Buffer.alloc(size, 200);

      const [backText, backBytes] = await ask(socket, "echo-ack", text, bytes);

      assert.ok(backText === text);
      assert.ok(backBytes.equals(bytes));
    });
  }

  test("a message just within the limit is taken", async () => {
    const socket = await client.connect();
    const envelope = '420["echo-ack",""]';

    const text = "z".repeat(MAX_PAYLOAD - envelope.length);

    assert.ok((await ask(socket, "echo-ack", text))[0] === text);
  });

  test("a message beyond the limit ends its connection, and no other", async () => {
    const socket = await client.connect();
    const witness = await client.connect();
    const told = next(socket, "disconnect");

    socket.emit("echo", "z".repeat(MAX_PAYLOAD));
    const [reason, details] = await told;

    assert.ok(["transport close", "transport error"].includes(reason), reason);
    if (client.generation === NEWEST && client.mode === "polling") {
      assert.equal(details.description, 413);
    }
    if (client.generation === NEWEST && client.mode !== "polling") {
      assert.equal(details.context.code, 1009);
    }
    await settle(witness);
  });

  test("an idle client gets volatile events", async () => {
    const socket = await client.connect("/extras");
    const backs = record(socket, "volatile-back");

    // Between two polls it is not idle, and does not know when its next one has come to the server.
    for (let attempts = 0; backs.length === 0 && attempts < ATTEMPTS; attempts++) {
      const done = next(socket, "volatile-done");
      socket.emit("volatile", "text", Buffer.from([1]));
      await done;
    }

    assert.deepEqual(backs, [["text", Buffer.from([1])]]);
  });
});
