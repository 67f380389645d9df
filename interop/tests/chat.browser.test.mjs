/** The page of examples/chat in two windows of a browser, with WebSocket and where none gets through. */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { launchBrowser, skip } from "./support/browser.mjs";
import { png } from "./support/png.mjs";
import { startRelay } from "./support/relay.mjs";
import { startChat } from "./support/servers.mjs";

const DEADLINE_MS = 30_000;

/** Longer than the page waits before it tells again that somebody types. */
const TYPING_MS = 3_000;

/** Bigger than what a socket takes at once. */
const PICTURE = { width: 300, height: 200, colour: (x, y) => [x & 255, y & 255, (x * y) & 255] };

const NETWORKS = [
  { network: "any network", webSockets: true, transport: "websocket" },
  { network: "a network that lets no WebSocket through", webSockets: false, transport: "polling" },
];

describe("the chat", () => {
  let chat;
  let browser;
  before(async () => {
    if (!skip) {
      chat = await startChat();
      browser = await launchBrowser();
    }
  });
  after(async () => {
    await browser?.close();
    await chat?.stop();
  });

  for (const { network, webSockets, transport } of NETWORKS) {
    describe(`on ${network}`, () => {
      let relay;
      let windows = [];
      before(async () => {
        relay = chat && (await startRelay(chat.port, { webSockets }));
      });
      after(() => relay?.stop());
      afterEach(async () => {
        await Promise.all(windows.map((window) => window.close()));
        windows = [];
      });

      /** A window of a person who has come into the room. */
      async function enter(name, room, url = relay.url) {
        const context = await browser.newContext();
        windows.push(context);
        const page = await context.newPage();
        page.setDefaultTimeout(DEADLINE_MS);
        await page.goto(`${url}/?room=${room}`);
        await page.getByTestId("name-input").fill(name);
        await page.getByTestId("join-button").click();
        await page.getByTestId("person").filter({ hasText: name }).waitFor();
        return page;
      }

      async function say(page, text) {
        await page.getByTestId("message-input").fill(text);
        await page.getByTestId("send-button").click();
      }

      /** Types until the other sees it: this notice is volatile, so it is lost where the other is between two polls. */
      async function typeUntilSeen(page, other, notice) {
        const seen = other.getByTestId("typing").filter({ hasText: notice });
        const end = Date.now() + DEADLINE_MS;
        let came = false;
        while (!came && Date.now() < end) {
          await page.getByTestId("message-input").pressSequentially("Hel");
          came = await seen.waitFor({ timeout: TYPING_MS }).then(
            () => true,
            () => false,
          );
        }
        assert.ok(came, `"${notice}" was not seen`);
      }

      const message = (page, text) => page.getByTestId("message").filter({ hasText: text });
      const inState = (page, text, state) =>
        page.locator(`[data-testid=message][data-state=${state}]`).filter({ hasText: text });

      test(`two people talk, by ${transport}`, { skip }, async () => {
        const ann = await enter("Ann", "talk");
        const bob = await enter("Bob", "talk");
        await ann.getByTestId("person").filter({ hasText: "Bob" }).waitFor();
        for (const page of [ann, bob]) {
          await page.locator(`[data-testid=transport][data-transport=${transport}]`).waitFor();
        }

        await typeUntilSeen(bob, ann, "Bob is typing");
        await say(bob, "Hello Ann 😀 <b>&amp;</b>");
        await message(ann, "Hello Ann 😀 <b>&amp;</b>").waitFor();
        await say(ann, "Hello Bob");
        await message(bob, "Hello Bob").waitFor();

        await inState(ann, "Hello Bob", "delivered").waitFor();
        await inState(bob, "Hello Ann", "delivered").waitFor();
        assert.equal(await message(ann, "Hello Ann").getByTestId("author").textContent(), "Bob");
      });

      test(`a picture comes as it was sent, by ${transport}`, { skip }, async () => {
        const { width, height, colour } = PICTURE;
        const ann = await enter("Ann", "pictures");
        const bob = await enter("Bob", "pictures");
        const name = "numbers.png";

        await ann
          .getByTestId("file-input")
          .setInputFiles({ name, mimeType: "image/png", buffer: png(width, height, colour) });
        await ann.getByTestId("attachment").waitFor();
        await say(ann, "look");
        const picture = message(bob, "look").getByTestId("picture-image");
        await picture.waitFor();

        const pixels = await picture.evaluate(async (image) => {
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          return { width: canvas.width, height: canvas.height, data: Array.from(data) };
        });
        assert.deepEqual([pixels.width, pixels.height], [width, height]);
        for (const [x, y] of [
          [0, 0],
          [17, 99],
          [width - 1, height - 1],
        ]) {
          const at = (y * width + x) * 4;
          assert.deepEqual(pixels.data.slice(at, at + 3), colour(x, y), `pixel ${x}, ${y}`);
        }
      });

      test(`who comes later sees what was said, by ${transport}`, { skip }, async () => {
        const ann = await enter("Ann", "history");
        await say(ann, "first");
        await inState(ann, "first", "sent").waitFor();

        const bob = await enter("Bob", "history");

        await message(bob, "first").waitFor();
        await ann.getByTestId("system-line").filter({ hasText: "Bob joined" }).waitFor();
      });

      test(`a lost connection is told, and what was said meanwhile arrives, by ${transport}`, { skip }, async () => {
        const broken = await startRelay(chat.port, { webSockets });
        try {
          const ann = await enter("Ann", "break", broken.url);
          const bob = await enter("Bob", "break");

          broken.refuse(true);
          broken.cut();
          await ann.locator("[data-testid=banner][data-state=offline]").waitFor();
          await say(ann, "are you there?");
          await inState(ann, "are you there?", "pending").waitFor();
          broken.refuse(false);

          await message(bob, "are you there?").waitFor();
          await inState(ann, "are you there?", "delivered").waitFor();
          await ann.locator("[data-testid=banner][data-state=online]").waitFor({ state: "attached" });
        } finally {
          await broken.stop();
        }
      });
    });
  }
});
