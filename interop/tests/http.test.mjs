/** The same server over bare HTTP: what no client library would do, or show. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer } from "./support/servers.mjs";

const MAX_PAYLOAD = 1_000_000;
const SEPARATOR = "\u001e";

let server;
before(async () => {
  server = await startServer("smoke", { flags: ["--extras", "--no-eio3"] });
});
after(() => server.stop());

const DEADLINE_MS = 10_000;
const request = (url, options) => fetch(url, { ...options, signal: AbortSignal.timeout(DEADLINE_MS) });
const endpoint = (query) => `${server.url}/socket.io/?EIO=4&transport=polling${query}`;

/** A session over polling that reads only when it is told to. */
async function session(nsp = "") {
  const open = await (await request(endpoint(""))).text();
  const { sid } = JSON.parse(open.slice(1));
  const self = {
    get: () => request(endpoint(`&sid=${sid}`)),
    async read() {
      const answer = await self.get();
      const body = await answer.text();
      assert.equal(answer.status, 200, body);
      return body.split(SEPARATOR);
    },
    async connected() {
      let packets;
      do {
        packets = await self.read();
      } while (!packets.some((packet) => packet.startsWith(`40${nsp}{`)));
    },
    post: (body) => request(endpoint(`&sid=${sid}`), { method: "POST", body }),
    /** Reads until this packet comes; all that came before it. */
    async readUntil(packet) {
      const packets = [];
      while (!packets.includes(packet)) {
        packets.push(...(await self.read()));
      }
      return packets.slice(0, packets.indexOf(packet));
    },
  };
  await self.post(`40${nsp}`);
  await self.connected(); // What is sent before that ends the connection.
  await self.post(`42${nsp}["echo","ready"]`);
  await self.readUntil(`42${nsp}["echo-back","ready"]`);
  return self;
}

test("a POST beyond the limit is refused with 413 and no body, and the session goes on", async () => {
  const { post, read } = await session();

  const answer = await post(`4${"z".repeat(MAX_PAYLOAD)}`);

  assert.equal(answer.status, 413);
  assert.equal(await answer.text(), "");
  assert.equal((await post('42["echo",1]')).status, 200);
  assert.deepEqual(await read(), ['42["echo-back",1]']);
});

test("only the first answer of a client counts", async () => {
  const { post, read, readUntil } = await session();
  await post('42["ask-me",1]');
  const [question] = await read();
  const id = /^42(\d+)\["question",1\]$/.exec(question)[1];

  await post(`43${id}["first"]${SEPARATOR}43${id}["second"]${SEPARATOR}42["echo",1]`);

  // The answer is told on a thread of its own, before the echo or after it.
  const heard = [];
  while (heard.length < 2) {
    heard.push(...(await read()));
  }
  await post('42["echo",2]');
  heard.push(...(await readUntil('42["echo-back",2]')));
  assert.deepEqual(heard.sort(), ['42["answer","first"]', '42["echo-back",1]'].sort());
});

test("a volatile event is lost when nobody is there to take it", async () => {
  const { post, readUntil } = await session("/extras,");
  const witness = await session("/extras,");

  await post('42/extras,["volatile","lost"]');
  await witness.readUntil('42/extras,["volatile-done"]');

  assert.deepEqual(await readUntil('42/extras,["volatile-done"]'), []);
});

test("what comes before the CONNECT packet ends the connection, and no other", async () => {
  const witness = await session();
  const open = await (await request(endpoint(""))).text();
  const { sid } = JSON.parse(open.slice(1));

  await request(endpoint(`&sid=${sid}`), { method: "POST", body: '42["echo",1]' });
  const last = await (await request(endpoint(`&sid=${sid}`))).text();

  assert.match(last, /(^|\u001e)1$|Session ID unknown/);
  assert.equal((await request(endpoint(`&sid=${sid}`))).status, 400);
  await witness.post('42["echo",1]');
  assert.deepEqual(await witness.read(), ['42["echo-back",1]']);
});

test("clients of Engine.IO 3 are told that they are not served", async () => {
  const answer = await request(`${server.url}/socket.io/?EIO=3&transport=polling`);

  assert.equal(answer.status, 400);
  assert.deepEqual(await answer.json(), { code: 5, message: "Unsupported protocol version" });
});

test("pages of any origin are served, with their credentials", async () => {
  const answer = await request(endpoint(""), { headers: { origin: "https://pages.example" } });

  assert.equal(answer.headers.get("access-control-allow-origin"), "https://pages.example");
  assert.equal(answer.headers.get("access-control-allow-credentials"), "true");
});

test("what is not ours is not found", async () => {
  assert.equal((await request(`${server.url}/elsewhere`)).status, 404);
});
