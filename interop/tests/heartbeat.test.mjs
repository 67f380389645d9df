/** The heartbeat: who is idle stays, who is silent goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachClient } from "./support/clients.mjs";
import { reasons } from "./support/reasons.mjs";
import { startRelay } from "./support/relay.mjs";
import { gather, settle } from "./support/waiting.mjs";

forEachClient({ flags: ["--ping", 200, 1000, "--extras"] }, (client) => {
  test("an idle client stays", async () => {
    const socket = await client.connect();

    await gather(socket.io.engine, "pong", 4);

    assert.equal(socket.connected, true);
    await settle(socket);
  });

  test("both sides find out that the network is silent", async () => {
    const silent = await startRelay(client.server.port);
    try {
      const { byClient, byServer } = await reasons(client, () => silent.freeze(), { url: silent.url });

      assert.equal(byClient, "ping timeout");
      assert.equal(byServer, "ping timeout");
    } finally {
      await silent.stop();
    }
  });
});
