/** What goes in comes out: connecting, JSON of every kind, text of every script, binary. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient } from "./support/clients.mjs";
import { next } from "./support/waiting.mjs";

const JSON_VALUES = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  -1e-7,
  1e21,
  5e-324,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_VALUE,
  12345678901234567890,
  "",
  "text",
  [],
  {},
  [[], [[]], {}],
  { a: { b: { c: [1, { d: null }] } }, "": "empty key", "a b": [true, false] },
  { z: 1, a: 2, 10: 3, 9: 4 },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":1}'),
  { _placeholder: false, num: 0 },
];

const TEXTS = [
  "Grüße, Пётр, 你好, こんにちは, שלום, مرحبا",
  "😀 👩‍👩‍👧‍👦 🇩🇪 𝒳",
  'quotes " and \\ and / and \t\r\n\b\f',
  "control \u0000 \u0001 \u001e \u001f \u007f \u0085",
  "line \u2028 and paragraph \u2029, bom \ufeff, last \uffff",
  "lone \ud800 surrogates \udc00",
  "42[\"event\"] 2probe 451-[{\"_placeholder\":true,\"num\":0}]",
];

const bytes = (...values) => Buffer.from(values);
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

forEachClient({}, (client) => {
  async function echo(...args) {
    const socket = await client.connect();
    const back = next(socket, "echo-back");
    socket.emit("echo", ...args);
    return back;
  }

  test("connects, and is told so first of all", async () => {
    const socket = client.open();

    const welcome = await client.connected(socket);

    const { transport: first, ...rest } = welcome;
    assert.deepEqual(rest, { id: socket.id, nsp: "/", eio: 4, recovered: false });
    // The server's listener may run before the upgrade or after it.
    assert.ok(client.transports.includes(first), first);
    assert.equal(socket.id.length, 20);
    assert.notEqual(socket.id, socket.io.engine.id);
    assert.equal(socket.io.engine.transport.name, client.mode === "polling" ? "polling" : "websocket");
  });

  test("echoes every kind of JSON", async () => {
    const back = await echo(...JSON_VALUES);

    assert.equal(JSON.stringify(back), JSON.stringify(JSON_VALUES));
  });

  test("echoes text of every script", async () => {
    assert.deepEqual(await echo(...TEXTS), TEXTS);
  });

  test("echoes an event without arguments", async () => {
    assert.deepEqual(await echo(), []);
  });

  test("tells undefined as null", async () => {
    assert.deepEqual(await echo(1, undefined, { gone: undefined }), [1, null, {}]);
  });

  test("echoes binary as an argument", async () => {
    const [back] = await echo(ALL_BYTES);

    assert.ok(Buffer.isBuffer(back));
    assert.deepEqual(back, ALL_BYTES);
  });

  test("echoes several attachments, in order", async () => {
    const args = Array.from({ length: 10 }, (_, i) => bytes(i, i, i));

    assert.deepEqual(await echo("before", ...args, "after"), ["before", ...args, "after"]);
  });

  test("echoes nested attachments", async () => {
    const value = { a: bytes(1), list: [bytes(2), { deep: bytes(3, 4) }, "text"], n: null };

    assert.deepEqual(await echo(value, [[bytes(5)]]), [value, [[bytes(5)]]]);
  });

  test("echoes attachments of no bytes", async () => {
    assert.deepEqual(await echo(bytes(), "and", { empty: bytes() }), [bytes(), "and", { empty: bytes() }]);
  });

  test("takes typed arrays and array buffers, also when they are windows of larger ones", async () => {
    const window = new Uint8Array(ALL_BYTES.buffer, ALL_BYTES.byteOffset + 7, 5);

    const back = await echo(window, new Uint8Array([9, 8]).buffer);

    assert.deepEqual(back, [bytes(7, 8, 9, 10, 11), bytes(9, 8)]);
  });

  test("keeps events with and without attachments apart", async () => {
    const socket = await client.connect();
    const backs = [];
    const all = new Promise((resolve) => {
      socket.on("echo-back", (...args) => backs.push(args) === 30 && resolve());
    });
    const sent = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? [bytes(i), { i: bytes(i, i) }] : [i]));

    sent.forEach((args) => socket.emit("echo", ...args));
    await all;

    assert.deepEqual(backs, sent);
  });
});
