/** Rooms and broadcasts: who gets what, who does not, and who answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient } from "./support/clients.mjs";
import { ask, askRoom, gather, next, record, settle } from "./support/waiting.mjs";

forEachClient({}, (client) => {
  /** Clients of one namespace, each with what it has heard so far and the rooms that it joined. */
  async function members(rooms, nsp) {
    const all = [];
    for (const names of rooms) {
      const socket = await client.connect(nsp);
      for (const name of names) {
        await ask(socket, "join", name);
      }
      all.push({ socket, heard: record(socket, "room-msg") });
    }
    return all;
  }

  async function heard(all) {
    await settle(...all.map(({ socket }) => socket));
    return all.map((member) => member.heard);
  }

  test("a client is in the room of its own name, and in those it joins", async () => {
    const socket = await client.connect();

    assert.deepEqual(await ask(socket, "join", "räume/№1,[x]"), [[socket.id, "räume/№1,[x]"]]);
    assert.deepEqual(await ask(socket, "join", "räume/№1,[x]"), [[socket.id, "räume/№1,[x]"]]);
    assert.deepEqual(await ask(socket, "leave", "räume/№1,[x]"), [[socket.id]]);
    assert.deepEqual(await ask(socket, "leave", "never joined"), [[socket.id]]);
  });

  test("a room's members hear what is said to the room, once each, and nobody else does", async () => {
    const all = await members([["red"], ["red", "blue"], ["blue"], []]);

    all[0].socket.emit("to-room", "red", "hello", { n: 1 }, Buffer.from([1, 2]));

    const message = ["red", "hello", { n: 1 }, Buffer.from([1, 2])];
    assert.deepEqual(await heard(all), [[message], [message], [], []]);
  });

  test("a client need not be in the room it speaks to", async () => {
    const all = await members([[], ["red"]]);

    all[0].socket.emit("to-room", "red", 1);

    assert.deepEqual(await heard(all), [[], [["red", 1]]]);
  });

  test("the sender can be left out", async () => {
    const all = await members([["red"], ["red"], []]);

    all[0].socket.emit("to-room-others", "red", 1);

    assert.deepEqual(await heard(all), [[], [["red", 1]], []]);
  });

  test("the members of another room can be left out", async () => {
    const all = await members([["red"], ["red", "blue"], ["blue"]]);

    all[2].socket.emit("to-room-except", "red", "blue", 1);

    assert.deepEqual(await heard(all), [[["red", 1]], [], []]);
  });

  test("everyone else in the namespace can be spoken to", async () => {
    const one = await client.connect("/chat");
    const two = await client.connect("/chat");
    const elsewhere = await client.connect("/");
    const [byOne, byTwo, byElsewhere] = [one, two, elsewhere].map((socket) => record(socket, "all-msg"));

    one.emit("to-all-others", "hello", [null]);
    await settle(one, two, elsewhere);

    assert.deepEqual([byOne, byTwo, byElsewhere], [[], [["hello", [null]]], []]);
  });

  test("a room of one namespace is not the room of that name in another", async () => {
    const here = await members([["red"]], "/chat");
    const there = await members([["red"]], "/");

    here[0].socket.emit("to-room", "red", 1);

    assert.deepEqual(await heard(here), [[["red", 1]]]);
    assert.deepEqual(await heard(there), [[]]);
  });

  test("who leaves a room hears it no more", async () => {
    const all = await members([["red"], ["red"]]);

    await ask(all[1].socket, "leave", "red");
    all[0].socket.emit("to-room", "red", 1);

    assert.deepEqual(await heard(all), [[["red", 1]], []]);
  });

  test("who leaves the namespace leaves its rooms", async () => {
    const all = await members([["red"]]);
    const elsewhere = await client.connect("/chat");
    const socket = client.keep(elsewhere.io.socket("/"));
    await client.connected(socket);
    await ask(socket, "join", "red");
    const overheard = record(socket, "room-msg");

    socket.disconnect();
    await settle(elsewhere);
    await client.connected(socket);
    all[0].socket.emit("to-room", "red", 1);

    assert.deepEqual(await heard(all), [[["red", 1]]]);
    assert.deepEqual((await ask(socket, "whoami"))[0].rooms, [socket.id]);
    assert.deepEqual(overheard, []);
  });

  test("speaking to a room in which nobody is does no harm", async () => {
    const all = await members([[]]);

    all[0].socket.emit("to-room", "nobody", 1);

    assert.deepEqual(await heard(all), [[]]);
  });

  test("a room answers", async () => {
    const all = await members([["red"], ["red"], []]);
    all.forEach(({ socket }, i) => socket.on("room-ask", (ack) => ack(`answer ${i}`)));

    assert.deepEqual(await askRoom(all[2].socket, "red", 2), ["ok", ["answer 0", "answer 1"]]);
  });

  test("an empty room answers at once with nothing", async () => {
    const socket = await client.connect();

    assert.deepEqual(await ask(socket, "to-room-ack", "nobody"), ["ok", []]);
  });

  test("when a member is silent the others' answers are told after the timeout", async () => {
    const all = await members([["red"], ["red"]]);
    all[0].socket.on("room-ask", (ack) => ack({ from: 0 }));

    assert.deepEqual(await askRoom(all[1].socket, "red", 1), ["error", [{ from: 0 }]]);
  });

  test("broadcasts of one sender arrive in order", async () => {
    const all = await members([["red"], ["red"]]);
    const inOrder = gather(all[1].socket, "room-msg", 200);

    for (let i = 0; i < 200; i++) {
      all[0].socket.emit("to-room", "red", i % 4 === 0 ? Buffer.from([i]) : i);
    }

    const values = (await inOrder).map(([, value]) => (Buffer.isBuffer(value) ? value[0] : value));
    assert.deepEqual(
      values,
      values.map((_, i) => i),
    );
  });

  test("an event is heard by a client that connected before it was sent", async () => {
    const early = await client.connect("/chat");
    const message = next(early, "all-msg");
    const late = await client.connect("/chat");

    late.emit("to-all-others", "here I am");

    assert.deepEqual(await message, ["here I am"]);
  });
});
