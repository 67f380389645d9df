/** Over TLS: the battery, with a certificate that the client trusts, and a client that does not trust it. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { battery } from "./support/battery.mjs";
import { makeCertificate } from "./support/certificate.mjs";
import { forEachClient, NEWEST } from "./support/clients.mjs";

const made = makeCertificate();
after(() => made.remove());

const options = { ca: made.pem };

forEachClient({ generations: [NEWEST], flags: ["--tls", made.certificate, made.key], options }, (client) => {
  battery(client);

  test("a client that does not trust the certificate does not connect", async () => {
    const socket = client.open("/", { ca: undefined });

    const error = await client.refusal(socket);

    assert.match(error.message, /xhr poll error|websocket error/);
    assert.equal(socket.connected, false);
  });
});
