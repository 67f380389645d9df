/** Acknowledgements, in both directions, with binary, late and never. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient, NEWEST } from "./support/clients.mjs";
import { ask, next, settle } from "./support/waiting.mjs";

const ATTEMPTS = 20;

forEachClient({}, (client) => {
  test("the server acknowledges with what it got", async () => {
    const socket = await client.connect();
    const args = [1, "two", { three: [3, null] }, true];

    assert.deepEqual(await ask(socket, "echo-ack", ...args), args);
    assert.deepEqual(await ask(socket, "echo-ack"), []);
  });

  test("the server acknowledges with binary", async () => {
    const socket = await client.connect();
    const args = [Buffer.from([1, 2]), { deep: [Buffer.from([3]), Buffer.alloc(0)] }];

    assert.deepEqual(await ask(socket, "echo-ack", ...args), args);
  });

  test("many acknowledgements under way find their callers", async () => {
    const socket = await client.connect();

    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => ask(socket, "echo-ack", i)));

    assert.deepEqual(
      answers,
      answers.map((_, i) => [i]),
    );
  });

  test("the client acknowledges", async () => {
    const socket = await client.connect();
    socket.on("question", (value, ack) => ack(value, "and", { more: [value] }));
    const answer = next(socket, "answer");

    socket.emit("ask-me", 7);

    assert.deepEqual(await answer, [7, "and", { more: [7] }]);
  });

  test("the client acknowledges with binary, and with nothing", async () => {
    const socket = await client.connect();
    for (const given of [[Buffer.from([1]), { x: Buffer.from([2, 3]) }], []]) {
      const answer = next(socket, "answer");
      socket.once("question", (value, ack) => ack(...given));

      socket.emit("ask-me", Buffer.from([0]));

      assert.deepEqual(await answer, given);
    }
  });

  test("a client that answers in time is heard", async () => {
    const socket = await client.connect();
    socket.on("question-late", (ack) => ack("in time"));
    const results = [];

    // The server waits for a moment only, which a machine with much to do may miss, but not every time.
    do {
      socket.emit("ask-me-late");
      results.push(...(await next(socket, "late-result")));
    } while (!results.includes("in time") && results.length < ATTEMPTS);

    assert.equal(results.at(-1), "in time");
  });

  test("a client that does not answer is not waited for, and its late answer is ignored", async () => {
    const socket = await client.connect();
    const question = next(socket, "question-late");
    const results = [];
    socket.on("late-result", (value) => results.push(value));

    socket.emit("ask-me-late");
    await next(socket, "late-result");
    const [ack] = await question;
    ack("too late");
    await settle(socket);

    assert.deepEqual(results, ["timeout"]);
  });

  test("an event that nobody hears is not acknowledged and harms nothing", async () => {
    const socket = await client.connect();
    let acknowledged = false;

    socket.emit("nobody-hears-this", 1, () => {
      acknowledged = true;
    });
    await settle(socket);

    assert.equal(acknowledged, false);
  });
});

forEachClient({ where: ({ generation }) => generation === NEWEST }, (client) => {
  test("the client's own timeout fires when nobody answers, and only then", async () => {
    const socket = await client.connect();

    const silence = new Promise((resolve) => socket.timeout(100).emit("nobody-hears-this", resolve));
    const answer = new Promise((resolve) => {
      socket.timeout(5000).emit("echo-ack", 1, (error, value) => resolve([error, value]));
    });

    assert.equal((await silence).message, "operation has timed out");
    assert.deepEqual(await answer, [null, 1]);
  });

  test("emitWithAck resolves with the answer and rejects after its timeout", async () => {
    const socket = await client.connect();

    assert.equal(await socket.emitWithAck("echo-ack", "value"), "value");
    await assert.rejects(socket.timeout(100).emitWithAck("nobody-hears-this"), /timed out/);
  });

  test("a client's retries are each acknowledged", async () => {
    const socket = await client.connect("/", { retries: 3, ackTimeout: 5000 });

    const answers = await Promise.all([1, 2, 3].map((i) => ask(socket, "echo-ack", i)));

    assert.deepEqual(answers, [
      [null, 1],
      [null, 2],
      [null, 3],
    ]);
  });
});
