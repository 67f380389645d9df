/** The MessagePack parser: the npm package socket.io-msgpack-parser on the client's side, and as the measure of our bytes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import parser from "socket.io-msgpack-parser";
import { battery } from "./support/battery.mjs";
import { launchBrowser, skip } from "./support/browser.mjs";
import { forEachClient, NEWEST } from "./support/clients.mjs";
import { startRelay } from "./support/relay.mjs";
import { startServer } from "./support/servers.mjs";
import { ask, next, settle, within } from "./support/waiting.mjs";

const bytes = (...values) => Buffer.from(values);

forEachClient(
  { flags: ["--msgpack", "--ping", 500, 2000], generations: [NEWEST, "3.1"], options: { parser } },
  (client) => {
    battery(client, { heartbeat: true });

    async function echo(...args) {
      const socket = await client.connect();
      const back = next(socket, "echo-back");
      socket.emit("echo", ...args);
      return back;
    }

    test("numbers of every width come back", async () => {
      // None beyond 2^64, which the npm package writes wrong.
      const numbers = [0, -0.5, 1e-300, 5e-324, NaN, Infinity];
      for (const bits of [5, 7, 8, 15, 16, 31, 32, 52]) {
        numbers.push(2 ** bits - 1, 2 ** bits, 2 ** bits + 1, 1 - 2 ** bits, -(2 ** bits), -1 - 2 ** bits);
      }

      assert.deepEqual(await echo(numbers), [numbers]);
    });

    test("dates come back as JSON has them, and so does undefined", async () => {
      const args = [new Date(1e12), { date: new Date(-1), gone: undefined }, undefined, [undefined]];

      assert.deepEqual(await echo(...args), JSON.parse(JSON.stringify(args)));
    });

    test("any kind of binary comes back as bytes", async () => {
      const back = await echo(new Uint8Array([1, 2, 3]), new ArrayBuffer(1), new ArrayBuffer(8), { a: [bytes(4)] });

      assert.deepEqual(back, [bytes(1, 2, 3), bytes(0), Buffer.alloc(8), { a: [bytes(4)] }]);
    });

    test("sizes around each bound of the format come back", async () => {
      for (const size of [15, 16, 31, 32, 255, 256, 65_535, 65_536]) {
        const args = [
          "x".repeat(size),
          Buffer.alloc(size, 7),
          Array(size).fill(1),
          Object.fromEntries(Array.from({ length: Math.min(size, 300) }, (_, i) => [`k${i}`, i])),
        ];

        assert.deepEqual(await echo(...args), args);
      }
    });

    test("what looks like a placeholder is data", async () => {
      const args = [{ _placeholder: true, num: 0 }, bytes(1), { _placeholder: true, num: 7 }];

      assert.deepEqual(await echo(...args), args);
    });

    test("many binary values in one packet come back", async () => {
      const args = Array.from({ length: 50 }, (_, i) => bytes(i));

      assert.deepEqual(await echo(...args), args);
    });

    test("auth arrives with its binary data", async () => {
      const socket = await client.connect("/", { auth: { token: "t", key: bytes(1, 2) } });

      const [who] = await ask(socket, "whoami");

      assert.deepEqual(who.auth, { token: "t", key: bytes(1, 2) });
    });

    test("a client with the default parser is cut off, and nobody else", async () => {
      const other = await client.connect();
      const stranger = client.open("/", { parser: undefined });
      const closed = new Promise((resolve) => stranger.io.once("close", resolve));

      stranger.connect();

      await within(closed, "the end of the connection");
      await settle(other);
    });
  },
);

forEachClient(
  {
    flags: ["--msgpack", "--recovery", "--ping", 2000, 3000],
    generations: [NEWEST],
    options: { parser },
  },
  (client) => {
    test("state is recovered, too", async () => {
      const relay = await startRelay(client.server.port);
      try {
        const socket = await client.connect("/", {
          url: relay.url,
          reconnection: true,
          reconnectionDelay: 10,
          reconnectionDelayMax: 50,
        });
        const other = await client.connect();
        await ask(socket, "join", "room");
        const first = next(socket, "room-msg");
        other.emit("to-room", "room", "first");
        await first;
        const id = socket.id;
        relay.refuse(true);
        relay.cut();
        other.emit("to-room", "room", "missed", bytes(1));
        await settle(other);
        const missed = next(socket, "room-msg", 20_000);
        relay.refuse(false);

        assert.deepEqual((await missed).slice(0, 3), ["room", "missed", bytes(1)]);
        assert.equal(socket.recovered, true);
        assert.equal(socket.id, id);
      } finally {
        await relay.stop();
      }
    });
  },
);

describe("the shared vectors", () => {
  const file = new URL("../../core/src/test/resources/vectors/msgpack/packets.jsonl", import.meta.url);
  const vectors = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const encoder = new parser.Encoder();

  /** Vectors tell bytes as {"$bytes": hexadecimal}. */
  const value = (json) => {
    if (Array.isArray(json)) {
      return json.map(value);
    }
    if (json === null || typeof json !== "object") {
      return json;
    }
    return Object.hasOwn(json, "$bytes")
      ? Buffer.from(json.$bytes, "hex")
      : Object.defineProperties(
          {},
          Object.fromEntries(
            Object.entries(json).map(([name, member]) => [
              name,
              { value: value(member), enumerable: true, writable: true, configurable: true },
            ]),
          ),
        );
  };

  /** The packet as the server of Node would make it. */
  const packet = ({ type, nsp, name, args, payload, id }) => {
    switch (type) {
      case "event":
        return { type: 2, data: [name, ...value(args)], ...(id === undefined ? {} : { id }), nsp };
      case "ack":
        return { id, type: 3, data: value(args), nsp };
      case "disconnect":
        return { type: 1, nsp };
      default: {
        const data = payload === undefined ? {} : { data: value(payload) };
        return { type: type === "connect" ? 0 : 4, nsp, ...data };
      }
    }
  };

  for (const vector of vectors.filter(({ encode = true }) => encode)) {
    test(`are what the npm package writes: ${vector.about}`, () => {
      const [written] = encoder.encode(packet(vector.packet));

      assert.equal(Buffer.from(written).toString("hex"), vector.hex);
    });

    if (vector.about.endsWith("members of every name")) {
      continue; // It makes a prototype of __proto__, which JSON.stringify does not show.
    }
    test(`are read by the npm package: ${vector.about}`, () => {
      const decoder = new parser.Decoder();
      let read;
      decoder.on("decoded", (decoded) => (read = decoded));

      decoder.add(Buffer.from(vector.hex, "hex"));

      assert.equal(JSON.stringify(read.data), JSON.stringify(packet(vector.packet).data));
    });
  }
});

describe("the browser's bundle", { skip }, () => {
  let server;
  let browser;
  before(async () => {
    server = await startServer("smoke", { flags: ["--msgpack"] });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
    test(`talks over ${transports.join(" and ")}`, async () => {
      const page = await browser.newPage();
      await page.goto(`${server.url}/socket.io/socket.io.msgpack.min.js`);
      await page.addScriptTag({ url: "/socket.io/socket.io.msgpack.min.js" });

      const told = await page.evaluate(async (transports) => {
        const socket = window.io({ transports, auth: { token: "browser" } });
        const heard = (event) => new Promise((resolve) => socket.once(event, (...args) => resolve(args)));
        await heard("welcome");
        const back = heard("echo-back");
        const date = new Date(1e12);
        socket.emit("echo", "é😀", 1.5, -70_000, new Uint8Array([1, 2]).buffer, date, undefined, { gone: undefined });
        const [text, real, whole, buffer, when, nothing, empty] = await back;
        const who = await new Promise((resolve) => socket.emit("whoami", resolve));
        const answer = heard("answer");
        socket.once("question", (value, reply) => reply(value, new Uint8Array([9]).buffer));
        socket.emit("ask-me", "why");
        const [why, nine] = await answer;
        await new Promise((resolve) => socket.emit("join", "browsers", resolve));
        window.heardInRoom = heard("room-msg");
        return {
          scalars: [text, real, whole, nothing, empty],
          buffer: buffer instanceof ArrayBuffer && [...new Uint8Array(buffer)],
          when,
          auth: who.auth,
          answer: [why, ...new Uint8Array(nine)],
        };
      }, transports);
      assert.deepEqual(told, {
        scalars: ["é😀", 1.5, -70_000, null, {}],
        buffer: [1, 2],
        when: "2001-09-09T01:46:40.000Z",
        auth: { token: "browser" },
        answer: ["why", 9],
      });

      // What a client in Node writes as an extension that browsers do not read.
      const { io } = await import("socket.io-client");
      const node = io(server.url, { parser, forceNew: true });
      node.emit("to-room", "browsers", new Uint8Array([5, 6]));
      const relayed = await page.evaluate(async () => {
        const [, buffer] = await window.heardInRoom;
        return buffer instanceof ArrayBuffer && [...new Uint8Array(buffer)];
      });
      node.disconnect();
      await page.close();

      assert.deepEqual(relayed, [5, 6]);
    });
  }
});
