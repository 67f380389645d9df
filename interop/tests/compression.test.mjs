/** Compression: the battery over compressed WebSockets, what goes over the wire, and a browser. */
import assert from "node:assert/strict";
import { get } from "node:http";
import { after, before, describe, test } from "node:test";
import { gunzipSync, inflateSync } from "node:zlib";
import { battery } from "./support/battery.mjs";
import { launchBrowser, skip } from "./support/browser.mjs";
import { forEachClient, NEWEST } from "./support/clients.mjs";
import { startServer } from "./support/servers.mjs";
import { ask, within } from "./support/waiting.mjs";

const DEADLINE_MS = 30_000;

for (const windows of ["takeover", "no-takeover"]) {
  describe(`windows with ${windows}`, () => {
    forEachClient({ generations: [NEWEST], flags: ["--compress", windows] }, (client) => {
      battery(client);

      if (client.mode !== "polling") {
        test("client and server agree on compression", async () => {
          const socket = await client.connect();

          assert.equal(socket.io.engine.transport.ws.extensions, "permessage-deflate");
        });

        test("messages of all sizes come back as they went, again and again", async () => {
          const socket = await client.connect();
          for (let size = 1; size < 300_000; size *= 7) {
            const text = "compress me, ".repeat(Math.ceil(size / 13)).slice(0, size);
            const noise = Buffer.from(Array.from({ length: Math.min(size, 20_000) }, () => Math.random() * 256));

            const back = await ask(socket, "echo-ack", text, noise);

            assert.ok(back[0] === text && Buffer.compare(back[1], noise) === 0, `${size} characters`);
          }
        });
      }
    });
  });
}

/** The answer to a request, as it came. */
function raw(url, headers) {
  const answer = new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ response, body: Buffer.concat(parts) }));
    }).on("error", reject);
  });
  return within(answer, `the answer to ${url}`);
}

describe("answers to polls", () => {
  let server;
  before(async () => {
    server = await startServer("smoke", { flags: ["--compress", "no-takeover"] });
  });
  after(() => server?.stop());

  /** The target of a session for which a long answer waits. */
  async function target() {
    const base = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const { body } = await raw(base, {});
    const sid = JSON.parse(body.toString().slice(1)).sid;
    const post = (text) => fetch(`${base}&sid=${sid}`, { method: "POST", body: text });
    await post("40");
    // The server's welcome may come with the CONNECT, or in the answer to a poll of its own.
    let before = "";
    while (!before.includes('"welcome"')) {
      before += (await raw(`${base}&sid=${sid}`, {})).body;
    }
    await post(`42["echo","${"z".repeat(5000)}"]`);
    return `${base}&sid=${sid}`;
  }

  for (const [coding, decode] of [
    ["gzip", gunzipSync],
    ["deflate", inflateSync],
  ]) {
    test(`are compressed by ${coding} for those who accept it`, async () => {
      const { response, body } = await raw(await target(), { "accept-encoding": `${coding}, br` });

      assert.equal(response.headers["content-encoding"], coding);
      assert.equal(Number(response.headers["content-length"]), body.length);
      assert.match(response.headers.vary, /Accept-Encoding/);
      assert.ok(body.length < 1000);
      assert.ok(decode(body).includes("z".repeat(5000)));
    });
  }

  test("are not compressed for the others", async () => {
    const { response, body } = await raw(await target(), { "accept-encoding": "gzip;q=0, br" });

    assert.equal(response.headers["content-encoding"], undefined);
    assert.ok(body.includes("z".repeat(5000)));
  });

  test("to compressed bodies are 415", async () => {
    const answer = await fetch(await target(), { method: "POST", headers: { "content-encoding": "gzip" }, body: "x" });

    assert.equal(answer.status, 415);
  });
});

describe("a browser", { skip }, () => {
  let server;
  let browser;
  before(async () => {
    server = await startServer("smoke", { flags: ["--compress", "takeover"] });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function page() {
    const opened = await browser.newPage();
    opened.setDefaultTimeout(DEADLINE_MS);
    await opened.goto(`${server.url}/socket.io/socket.io.js`);
    await opened.addScriptTag({ url: `${server.url}/socket.io/socket.io.js` });
    return opened;
  }

  test("compresses its WebSocket, and reads what the server compresses", async () => {
    const { extensions, same } = await (await page()).evaluate(async () => {
      const socket = globalThis.io({ transports: ["websocket"] });
      const text = "compress me, ".repeat(5000);
      let same = true;
      for (let i = 0; i < 20; i++) {
        const back = await socket.timeout(10_000).emitWithAck("echo-ack", text + i);
        same &&= back === text + i;
      }
      return { extensions: socket.io.engine.transport.ws.extensions, same };
    });

    assert.match(extensions, /^permessage-deflate/);
    assert.ok(same);
  });

  test("reads compressed answers to its polls", async () => {
    const { same, ratio } = await (await page()).evaluate(async () => {
      const socket = globalThis.io({ transports: ["polling"] });
      const text = "compress me, ".repeat(5000);
      const back = await socket.timeout(10_000).emitWithAck("echo-ack", text);
      const sizes = performance
        .getEntriesByType("resource")
        .filter((it) => it.name.includes("transport=polling") && it.decodedBodySize > text.length);
      return { same: back === text, ratio: sizes[0].encodedBodySize / sizes[0].decodedBodySize };
    });

    assert.ok(same);
    assert.ok(ratio < 0.1, `encoded to ${ratio} of its size`);
  });
});
