/** Namespaces that come to be when a client asks for them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient } from "./support/clients.mjs";
import { ask, next, record, settle } from "./support/waiting.mjs";

forEachClient({ flags: ["--extras"] }, (client) => {
  /** Waits until the server says that exactly these children are there. */
  async function children(extras, expected) {
    let found;
    do {
      [found] = await ask(extras, "children");
    } while (found.join() !== expected.join());
  }

  test("a namespace of the pattern serves who asks for it, and no other does", async () => {
    const socket = await client.connect("/dyn-42");
    const refused = client.keep(socket.io.socket("/dyn-42x"));
    const refusal = next(refused, "connect_error");

    const [who] = await ask(socket, "whoami");
    refused.connect();
    const [error] = await refusal;

    assert.equal(who.id, socket.id);
    assert.equal(error.message, "Invalid namespace");
    await settle(socket);
  });

  test("rooms of two children are kept apart", async () => {
    const one = await client.connect("/dyn-1");
    const alsoOne = await client.connect("/dyn-1");
    const two = await client.connect("/dyn-2");
    for (const socket of [one, alsoOne, two]) {
      await ask(socket, "join", "room");
    }
    const heard = next(alsoOne, "room-msg");
    const overheard = record(two, "room-msg");

    one.emit("to-room", "room", "hi");

    assert.deepEqual(await heard, ["room", "hi"]);
    await settle(two);
    assert.deepEqual(overheard, []);
  });

  test("a child ends with its last socket, and begins again with the next", async () => {
    const extras = await client.connect("/extras");
    const first = await client.connect("/dyn-7");
    const second = await client.connect("/dyn-7");
    await children(extras, ["/dyn-7"]);

    first.disconnect();
    await settle(second);
    await children(extras, ["/dyn-7"]);
    second.disconnect();
    await children(extras, []);
    const again = await client.connect("/dyn-7");

    await settle(again);
    await children(extras, ["/dyn-7"]);
  });

  test("a template tells its variables, and its middleware may refuse by them", async () => {
    const socket = await client.connect("/extras");
    const tenant = client.keep(socket.io.socket("/tenant/7/lobby"));
    const closed = client.keep(socket.io.socket("/tenant/closed/lobby"));
    const joined = next(tenant, "connect");
    const refusal = next(closed, "connect_error");

    tenant.connect();
    closed.connect();
    await joined;
    const [error] = await refusal;

    assert.deepEqual(await ask(tenant, "variables"), [{ id: "7", room: "lobby" }]);
    assert.equal(error.message, "connection refused");
  });

  test("a predicate judges each client, also where the namespace exists", async () => {
    const socket = await client.connect("/extras");
    const friend = client.keep(socket.io.socket("/guarded", { auth: { key: "open" } }));
    const joined = next(friend, "connect");
    friend.connect();
    await joined;
    const other = await client.connect("/extras");
    const stranger = client.keep(other.io.socket("/guarded", { auth: { key: "?" } }));
    const refusal = next(stranger, "connect_error");

    stranger.connect();
    const [error] = await refusal;

    assert.equal(error.message, "Invalid namespace");
    assert.deepEqual(await ask(friend, "hello"), ["hello"]);
  });
});
