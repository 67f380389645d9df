/** The generations that speak Engine.IO 3: the whole battery, and what is theirs alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { battery } from "./support/battery.mjs";
import { forEachClient, OLD } from "./support/clients.mjs";
import { ask, gather, next, settle } from "./support/waiting.mjs";

/** Beyond ASCII, with what a payload of revision 3 could stumble over. */
const TEXTS = ["2:4€", "1:2", "😀 👩‍👩‍👧‍👦", "\ud83d\ude00\u0000\u001e\u2028\u2029", 'a\nb\\nc\\\\n"</script>'];

forEachClient({ generations: OLD, flags: ["--ping", 500, 2000, "--extras"] }, (client) => {
  battery(client, { heartbeat: true });

  test("its socket ids are made of the id of its session", async () => {
    const main = await client.connect();
    const chat = client.keep(main.io.socket("/chat"));
    await client.connected(chat);

    const [inMain] = await ask(main, "whoami");
    const [inChat] = await ask(chat, "whoami");

    assert.equal(inMain.id, main.io.engine.id);
    assert.equal(inChat.id, `/chat#${main.io.engine.id}`);
    assert.deepEqual(inChat.rooms, [chat.id]);
  });

  test("the query of a namespace is its credentials, and adds to the query", async () => {
    const chat = await client.connect("/chat", { query: { token: "Zoë & co", room: "a b" } });

    const [who] = await ask(chat, "whoami");

    assert.deepEqual(who.auth, { token: "Zoë & co", room: "a b" });
    assert.equal(who.query.token, "Zoë & co");
    assert.equal(who.query.EIO, "3");
  });

  test("a token in the query may be long", async () => {
    const token = "x".repeat(2_000);
    const main = await client.connect();
    const chat = client.keep(main.io.socket("/chat", { query: { token } }));
    await client.connected(chat);

    const [who] = await ask(chat, "whoami");

    assert.equal(who.auth.token, token);
  });

  test("text that looks like a payload comes back as it was", async () => {
    const socket = await client.connect();
    const backs = gather(socket, "echo-back", TEXTS.length);

    TEXTS.forEach((text) => socket.emit("echo", text));

    assert.deepEqual(
      await backs,
      TEXTS.map((text) => [text]),
    );
  });

  test("bytes and text mixed keep their order", async () => {
    const socket = await client.connect();
    const backs = gather(socket, "echo-back", 40);

    for (let i = 0; i < 40; i++) {
      socket.emit("echo", i, i % 3 === 0 ? Buffer.from([i]) : `€${i}`);
    }

    const expected = Array.from({ length: 40 }, (_, i) => [i, i % 3 === 0 ? Buffer.from([i]) : `€${i}`]);
    assert.deepEqual(await backs, expected);
  });

  test("the server knows why it has gone", async () => {
    const watcher = await client.connect("/extras");
    const ends = [
      { how: (socket) => socket.disconnect(), reason: /^(client namespace disconnect|transport close)$/ },
      { how: (socket) => socket.io.engine.close(), reason: /^transport close$/ },
    ];
    for (const { how, reason } of ends) {
      const socket = await client.connect("/extras");
      await settle(socket);
      const id = socket.id;

      how(socket);

      const [told] = await ask(watcher, "reason-of", id);
      assert.match(told, reason);
    }
  });

  test("it stays over several heartbeats, and the server asks nothing", async () => {
    const socket = await client.connect();
    const pongs = gather(socket.io.engine, "pong", 4);
    const asked = next(socket.io.engine, "packet");
    const types = [];
    socket.io.engine.on("packet", ({ type }) => types.push(type));

    await asked;
    await pongs;

    assert.equal(socket.connected, true);
    assert.ok(!types.includes("ping"), `got ${types}`);
    await settle(socket);
  });
});

forEachClient({ generations: OLD, flags: ["--no-eio3"] }, (client) => {
  test("it is refused where old clients are not allowed", async () => {
    const socket = client.open();
    const refused = next(socket, "connect_error");

    socket.connect();

    assert.ok(await refused);
    assert.equal(socket.connected, false);
  });
});
