/** Namespaces: several on one connection, refusals, what a namespace is told of a client. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient } from "./support/clients.mjs";
import { ask, next, record, settle } from "./support/waiting.mjs";

forEachClient({ flags: ["--extras"] }, (client) => {
  /** Two sockets on one connection. */
  async function pair(other, options) {
    const main = await client.connect();
    const second = client.keep(main.io.socket(other, options));
    return { main, second };
  }

  test("two namespaces share a connection, and have ids of their own", async () => {
    const { main, second } = await pair("/chat");

    const welcome = await client.connected(second);

    assert.equal(welcome.nsp, "/chat");
    assert.equal(welcome.id, second.id);
    assert.notEqual(main.id, second.id);
    assert.equal(main.io.engine, second.io.engine);
  });

  test("what is said in one namespace is not heard in the other", async () => {
    const { main, second } = await pair("/chat");
    await client.connected(second);
    const overheard = record(main, "echo-back");
    const back = next(second, "echo-back");

    second.emit("echo", "in chat", Buffer.from([1]));

    assert.deepEqual(await back, ["in chat", Buffer.from([1])]);
    await settle(main);
    assert.deepEqual(overheard, []);
  });

  test("acknowledgements of two namespaces are kept apart", async () => {
    const { main, second } = await pair("/chat");
    await client.connected(second);

    const answers = await Promise.all([ask(main, "echo-ack", "main"), ask(second, "echo-ack", "chat")]);

    assert.deepEqual(answers, [["main"], ["chat"]]);
  });

  test("one can be left and joined again while the other stays", async () => {
    const { main, second } = await pair("/chat");
    await client.connected(second);
    const before = second.id;

    second.disconnect();
    await settle(main);
    await client.connected(second);

    assert.notEqual(second.id, before);
    await settle(main, second);
  });

  test("the first can be left and the second stays", async () => {
    const { main, second } = await pair("/chat");
    await client.connected(second);

    main.disconnect();

    await settle(second);
    assert.equal(second.connected, true);
  });

  test("an unknown namespace is refused, and the connection serves the others", async () => {
    const { main, second } = await pair("/no-such-namespace");
    const refusal = next(second, "connect_error");

    second.connect();
    const [error] = await refusal;

    assert.equal(error.message, "Invalid namespace");
    assert.equal(error.data, undefined);
    assert.equal(second.connected, false);
    await settle(main);
  });

  test("a middleware refuses with its message and its data", async () => {
    for (const auth of [undefined, {}, { token: "wrong" }, { token: { s3cr3t: true } }]) {
      const { main, second } = await pair("/secure", auth && { auth });
      const refusal = next(second, "connect_error");

      second.connect();
      const [error] = await refusal;

      assert.equal(error.message, "not authorized");
      assert.deepEqual(error.data, { code: "E_AUTH", hint: 7 });
      await settle(main);
    }
  });

  test("a refused client may try again with better credentials", async () => {
    const { main, second } = await pair("/secure", { auth: { token: "wrong" } });
    const refusal = next(second, "connect_error");
    second.connect();
    await refusal;

    second.auth = { token: "s3cr3t" };
    const welcome = await client.connected(second);

    assert.equal(welcome.nsp, "/secure");
    await settle(main, second);
  });

  test("a client that asks for its credentials when it connects is served", async () => {
    const { second } = await pair("/secure", { auth: (send) => send({ token: "s3cr3t" }) });

    assert.equal((await client.connected(second)).nsp, "/secure");
  });

  test("the server knows the credentials and the query", async () => {
    const auth = { token: "Zoë 😀", nested: { list: [1, null] } };
    const socket = await client.connect("/", { auth, query: { "a b": "c&d=é+", plain: "1" } });

    const [who] = await ask(socket, "whoami");

    assert.deepEqual(who.auth, auth);
    assert.equal(who.query["a b"], "c&d=é+");
    assert.equal(who.query.plain, "1");
    assert.equal(who.query.EIO, "4");
    assert.equal(who.transport, client.mode === "polling" ? "polling" : "websocket");
    assert.equal(who.id, socket.id);
    assert.deepEqual(who.rooms, [socket.id]);
  });

  test("middlewares run in the order they were given, before the first event", async () => {
    const socket = client.open("/extras");
    const trail = next(socket, "trail");

    socket.connect();

    assert.deepEqual(await trail, [["first", "second"]]);
  });

  test("an event that a middleware refuses does not reach its listener", async () => {
    const socket = await client.connect("/extras");
    const ran = record(socket, "forbidden-ran");
    const back = next(socket, "echo-back");

    socket.emit("forbidden");
    socket.emit("echo", "still here");

    assert.deepEqual(await back, ["still here"]);
    assert.deepEqual(ran, []);
  });

  test("a listener that throws harms neither its connection nor another's", async () => {
    const socket = await client.connect("/extras");
    const other = await client.connect();
    const back = next(socket, "echo-back");

    socket.emit("throws");
    socket.emit("echo", "still here");

    assert.deepEqual(await back, ["still here"]);
    await settle(other);
  });

  test("a listener that blocks delays no other client", async () => {
    const blocked = await client.connect("/extras");
    const other = await client.connect("/extras");
    let released = false;
    const release = ask(blocked, "block").then(() => {
      released = true;
    });

    await settle(other);
    const before = released;
    other.emit("unblock");
    await release;

    assert.equal(before, false);
  });
});
