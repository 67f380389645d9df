/** What every client of every generation can do with the role `smoke`: one test for each thing it offers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, askRoom, gather, next, record, settle } from "./waiting.mjs";

const bytes = (...values) => Buffer.from(values);

/** Text that has one, two, three and four bytes in UTF-8, and the separator of payloads. */
const TEXT = 'plain, é, Пётр, 你好, 😀 👩‍👩‍👧, \u001e \u2028 " \\';

/** One of each. */
const ARGUMENTS = [
  null,
  true,
  -1.5e-7,
  TEXT,
  { nested: [{ deep: [null, ""] }], "": 0 },
  bytes(0, 4, 255),
  { in: [bytes(1, 2), { deeper: bytes(3) }] },
  bytes(),
];

/**
 * Declares the tests for one client. `has` tells what else the server was asked for:
 * `heartbeat`, that it pings within a second.
 */
export function battery(client, { heartbeat = false } = {}) {
  const transport = client.mode === "polling" ? "polling" : "websocket";

  test("connects, and is welcomed", async () => {
    const socket = client.open();

    const welcome = await client.connected(socket);

    const { transport: first, ...rest } = welcome;
    assert.deepEqual(rest, { id: socket.id, nsp: "/", eio: client.eio, recovered: false });
    // The server's listener may run before the upgrade or after it.
    assert.ok(client.transports.includes(first), first);
    assert.equal(socket.io.engine.transport.name, transport);
  });

  test("an event is echoed, whatever it carries", async () => {
    const socket = await client.connect();
    const backs = gather(socket, "echo-back", 3);

    socket.emit("echo", ...ARGUMENTS);
    socket.emit("echo");
    socket.emit("echo", "the last");

    assert.deepEqual(await backs, [ARGUMENTS, [], ["the last"]]);
  });

  test("the server acknowledges", async () => {
    const socket = await client.connect();

    const answers = await Promise.all([
      ask(socket, "echo-ack", ...ARGUMENTS),
      ask(socket, "echo-ack"),
      ...Array.from({ length: 20 }, (_, i) => ask(socket, "echo-ack", i)),
    ]);

    assert.deepEqual(answers, [ARGUMENTS, [], ...Array.from({ length: 20 }, (_, i) => [i])]);
  });

  test("the client acknowledges", async () => {
    const socket = await client.connect();
    for (const given of [ARGUMENTS, [], [bytes(9)]]) {
      socket.once("question", (value, ack) => ack(...given));
      const answer = next(socket, "answer");

      socket.emit("ask-me", bytes(7));

      assert.deepEqual(await answer, given);
    }
  });

  test("a client that answers late or never is not waited for", async () => {
    const socket = await client.connect();
    const results = record(socket, "late-result");
    const question = next(socket, "question-late");
    const result = next(socket, "late-result");

    socket.emit("ask-me-late");
    await result;
    (await question)[0]("too late");
    await settle(socket);

    assert.deepEqual(results, [["timeout"]]);
  });

  test("the server knows who it is", async () => {
    const socket = await client.connect("/", { query: { "a b": "c&d=é" } });

    const [who] = await ask(socket, "whoami");

    assert.equal(who.id, socket.id);
    assert.equal(who.transport, transport);
    assert.equal(who.eio, client.eio);
    assert.deepEqual(who.rooms, [socket.id]);
    assert.equal(who.query["a b"], "c&d=é");
  });

  test("rooms are joined, spoken to and left", async () => {
    const [one, two, three] = [await client.connect(), await client.connect(), await client.connect()];
    const all = [one, two, three];
    const heard = all.map((socket) => record(socket, "room-msg"));
    assert.deepEqual(await ask(one, "join", "red"), [[one.id, "red"]]);
    await ask(two, "join", "red");
    await ask(two, "join", "blue");

    three.emit("to-room", "red", bytes(1), "all of red");
    await settle(three);
    one.emit("to-room-others", "red", "others");
    await settle(one);
    three.emit("to-room-except", "red", "blue", "not blue");
    await settle(three);
    assert.deepEqual(await ask(one, "leave", "red"), [[one.id]]);
    three.emit("to-room", "red", "one has left");
    await settle(three, one, two);

    assert.deepEqual(heard, [
      [
        ["red", bytes(1), "all of red"],
        ["red", "not blue"],
      ],
      [
        ["red", bytes(1), "all of red"],
        ["red", "others"],
        ["red", "one has left"],
      ],
      [],
    ]);
  });

  test("everybody else of the namespace is spoken to", async () => {
    const one = await client.connect("/chat");
    const two = await client.connect("/chat");
    const elsewhere = await client.connect();
    const heard = [one, two, elsewhere].map((socket) => record(socket, "all-msg"));

    one.emit("to-all-others", TEXT, bytes(1));
    await settle(one, two, elsewhere);

    assert.deepEqual(heard, [[], [[TEXT, bytes(1)]], []]);
  });

  test("a room answers, whole or in part", async () => {
    const [one, two, silent] = [await client.connect(), await client.connect(), await client.connect()];
    for (const socket of [one, two]) {
      await ask(socket, "join", "red");
      socket.on("room-ask", (ack) => ack(`of ${socket.id}`));
    }
    const answers = [`of ${one.id}`, `of ${two.id}`].sort();

    const whole = await askRoom(silent, "red", 2);
    await ask(silent, "join", "red");
    const part = await askRoom(one, "red", 2);

    assert.deepEqual(whole, ["ok", answers]);
    assert.deepEqual(part, ["error", answers]);
  });

  test("a burst arrives whole and in order", async () => {
    const socket = client.open();
    const items = gather(socket, "burst-item", 400);
    socket.once("connect", () => socket.emit("burst", 200)); // on its way while the connection is upgraded
    await client.connected(socket);
    const end = next(socket, "burst-end");

    socket.emit("burst", 200);
    await end;

    const burst = Array.from({ length: 200 }, (_, i) => [i, i % 5 === 0 ? bytes(i & 255) : `x${i}`]);
    assert.deepEqual(await items, [...burst, ...burst]);
  });

  test("big messages pass, both ways", async () => {
    const socket = await client.connect();

    const [text, binary] = await ask(socket, "big", 200_000);
    const [back] = await ask(socket, "echo-ack", { binary });

    assert.ok(text === "z".repeat(200_000));
    assert.ok(binary.equals(Buffer.alloc(200_000, 7)));
    assert.ok(back.binary.equals(binary));
  });

  test("two namespaces share a connection", async () => {
    const main = await client.connect();
    const chat = client.keep(main.io.socket("/chat"));

    const welcome = await client.connected(chat);

    assert.deepEqual([welcome.nsp, welcome.id], ["/chat", chat.id]);
    assert.equal(main.io.engine, chat.io.engine);
    assert.deepEqual(await Promise.all([ask(main, "echo-ack", bytes(1)), ask(chat, "echo-ack", 2)]), [[bytes(1)], [2]]);
    chat.disconnect();
    await settle(main);
  });

  test("a namespace that does not exist refuses it", async () => {
    const main = await client.connect();
    const nowhere = client.keep(main.io.socket("/no-such-namespace"));

    const error = await client.refusal(nowhere);

    assert.equal(error.message, "Invalid namespace"); // an object for old clients, too
    await settle(main);
  });

  test("a namespace comes to be when it asks for one", async () => {
    const socket = client.open("/dyn-7");

    const welcome = await client.connected(socket);

    assert.deepEqual([welcome.nsp, welcome.id], ["/dyn-7", socket.id]);
    assert.deepEqual(await ask(socket, "echo-ack", bytes(1)), [bytes(1)]);
  });

  test("a middleware refuses it, and lets it in", async () => {
    const refused = client.open("/secure", client.credentials("wrong"));
    const error = await client.refusal(refused);
    const data = { code: "E_AUTH", hint: 7 };
    if (client.eio === 3) {
      assert.deepEqual(error, data);
    } else {
      assert.equal(error.message, "not authorized");
      assert.deepEqual(error.data, data);
    }
    assert.equal(refused.connected, false);

    const accepted = await client.connect("/secure", client.credentials("s3cr3t"));

    await settle(accepted);
  });

  test("it is put out of a namespace, and its connection stays", async () => {
    const main = await client.connect();
    const chat = client.keep(main.io.socket("/chat"));
    await client.connected(chat);
    const told = next(chat, "disconnect");

    chat.emit("kick");

    assert.equal((await told)[0], "io server disconnect");
    await settle(main);
  });

  for (const how of ["kick-hard", "drop"]) {
    test(`its connection is closed by the server, by "${how}"`, async () => {
      const socket = await client.connect();
      const closed = next(socket.io.engine, "close");
      const told = next(socket, "disconnect");

      socket.emit(how);

      await closed;
      const [reason] = await told;
      const expected = how === "drop" ? ["transport close"] : ["io server disconnect", "transport close"];
      assert.ok(expected.includes(reason), reason);
    });
  }

  test("it comes back after its connection was closed", async () => {
    const socket = await client.connect("/", { reconnection: true, reconnectionDelay: 20 });
    const before = socket.id;
    const welcome = next(socket, "welcome");

    socket.emit("drop");

    assert.equal((await welcome)[0].id, socket.id);
    assert.notEqual(socket.id, before);
    await settle(socket);
  });

  test("it leaves, and comes back", async () => {
    const socket = await client.connect();
    const before = socket.id;
    const closed = next(socket.io.engine, "close");

    socket.disconnect();
    await closed; // some generations trip over their own closing connection
    await client.connected(socket);

    assert.notEqual(socket.id, before);
    await settle(socket);
  });

  if (heartbeat) {
    test("it stays while it is idle", async () => {
      const socket = await client.connect();

      await gather(socket.io.engine, "pong", 2);

      assert.equal(socket.connected, true);
      await settle(socket);
    });
  }
}
