/** The browser builds of the generations that speak Engine.IO 3, over every transport, JSONP too, from another origin. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, afterEach, before, describe, test } from "node:test";
import { launchBrowser, skip } from "./support/browser.mjs";
import { startServer } from "./support/servers.mjs";

const GENERATIONS = ["2.5.0", "2.0.4"];

const MODES = [
  { mode: "polling", options: { transports: ["polling"] }, ends: "polling" },
  { mode: "base64", options: { transports: ["polling"], forceBase64: true }, ends: "polling" },
  { mode: "websocket", options: { transports: ["websocket"] }, ends: "websocket" },
  { mode: "upgrade", options: {}, ends: "websocket" },
  { mode: "JSONP", options: { transports: ["polling"], forceJSONP: true }, ends: "polling", jsonp: true },
  { mode: "JSONP and upgrade", options: { forceJSONP: true }, ends: "websocket", jsonp: true },
];

const TEXT = "\"'\\ </script><!-- \u2028\u2029 a\nb\\nc\\\\nd é € 😀 2:4a";

/** A page on an origin of its own that has nothing but the client. */
async function startPage(generation) {
  const bundle = readFileSync(
    new URL(`../node_modules/socket.io-client-${generation}/dist/socket.io.js`, import.meta.url),
  );
  const server = createServer((request, response) => {
    const script = request.url === "/client.js";
    response.setHeader("Content-Type", script ? "text/javascript" : "text/html; charset=utf-8");
    response.end(script ? bundle : "<!doctype html><title>old</title><script src=/client.js></script>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

describe("browser builds of old clients", () => {
  let server;
  let browser;
  before(async () => {
    if (!skip) {
      server = await startServer("smoke", { flags: ["--ping", 500, 2000] });
      browser = await launchBrowser();
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const generation of GENERATIONS) {
    describe(`socket.io-client ${generation}`, () => {
      let site;
      let page;
      before(async () => {
        site = skip ? undefined : await startPage(generation);
      });
      after(() => site?.stop());
      afterEach(() => page?.close());

      for (const { mode, options, ends, jsonp } of MODES) {
        test(`does all that it can, by ${mode}`, { skip }, async () => {
          page = await browser.newPage();
          const scripts = [];
          const faults = [];
          page.on("pageerror", (error) => faults.push(String(error)));
          page.on("response", (response) => {
            if (response.request().resourceType() === "script" && response.url().startsWith(server.url)) {
              scripts.push(response);
            }
          });
          await page.goto(site.url);

          const seen = await page.evaluate(talk, { url: server.url, options, text: TEXT });

          assert.deepEqual(seen.back, [TEXT, { deep: [TEXT, null] }, 1.5]);
          assert.deepEqual(seen.ack, [TEXT, [0, 255, 4]]);
          assert.deepEqual(seen.order, Array.from({ length: 30 }, (_, i) => i));
          assert.equal(seen.big, 100_000);
          assert.deepEqual(seen.question, [[TEXT]]);
          assert.deepEqual(seen.refused, { code: "E_AUTH", hint: 7 });
          assert.deepEqual(seen.chat, { token: "a b" });
          assert.equal(seen.who.eio, 3);
          assert.equal(seen.who.transport, ends);
          assert.equal(seen.pongs, 3);
          assert.equal(seen.reason, "io server disconnect");
          assert.deepEqual(faults, []);
          assert.equal(scripts.length > 0, jsonp === true);
          for (const script of scripts) {
            assert.equal(script.headers()["x-content-type-options"], "nosniff");
            assert.equal(script.headers()["content-type"], "text/javascript; charset=UTF-8");
          }
        });
      }
    });
  }
});

/** Runs in the page: plays with the server, and tells what it saw. */
async function talk({ url, options, text }) {
  /* global io */
  const connect = (nsp, more) => io(url + nsp, { reconnection: false, forceNew: true, ...options, ...more });
  const next = (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));
  const ask = (emitter, event, ...args) => new Promise((resolve) => emitter.emit(event, ...args, (...got) => resolve(got)));

  const seen = {};
  const socket = connect("/");
  const failed = new Promise((_, reject) => {
    socket.on("connect_error", (error) => reject(new Error(`connect_error: ${error}`)));
  });
  await Promise.race([next(socket, "welcome"), failed]);
  const engine = socket.io.engine;
  if (!options.transports && engine.transport.name !== "websocket") {
    await next(engine, "upgrade");
  }

  const back = next(socket, "echo-back");
  socket.emit("echo", text, { deep: [text, null] }, 1.5);
  seen.back = await back;

  const [words, bytes] = await ask(socket, "echo-ack", text, new Uint8Array([0, 255, 4]).buffer);
  seen.ack = [words, Array.from(new Uint8Array(bytes))];

  seen.order = [];
  const last = new Promise((resolve) => {
    socket.on("echo-back", (i) => {
      seen.order.push(i);
      if (i === 29) {
        resolve();
      }
    });
  });
  for (let i = 0; i < 30; i++) {
    socket.emit("echo", i, i % 4 === 0 ? new Uint8Array([i]).buffer : `€${i}`);
  }
  await last;

  const [zeds, sevens] = await ask(socket, "big", 100_000);
  seen.big = zeds.length === sevens.byteLength ? zeds.length : -1;

  socket.once("question", (value, answer) => answer([value]));
  const answer = next(socket, "answer");
  socket.emit("ask-me", text);
  seen.question = await answer;

  [seen.who] = await ask(socket, "whoami");
  seen.pongs = 0;
  while (seen.pongs < 3) {
    await next(engine, "pong");
    seen.pongs++;
  }

  const chat = connect("/chat", { query: { token: "a b" } });
  await next(chat, "welcome");
  const [who] = await ask(chat, "whoami");
  seen.chat = who.auth;
  chat.close();

  const secure = connect("/secure", { query: { token: "wrong" } });
  [seen.refused] = await next(secure, "error");
  secure.close();

  const gone = next(socket, "disconnect");
  socket.emit("kick");
  [seen.reason] = await gone;
  return seen;
}
