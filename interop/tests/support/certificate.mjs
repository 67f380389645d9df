/** A certificate for 127.0.0.1 that signs itself, made for one run of the tests. */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DAY_MS = 86_400_000;

/** DER (X.690): a tag, the length, the contents. */
function der(tag, ...contents) {
  const body = Buffer.concat(contents);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...parts) => der(0x30, ...parts);
const oid = (hex) => der(0x06, Buffer.from(hex, "hex"));
const text = (value) => der(0x0c, Buffer.from(value));
const bits = (bytes) => der(0x03, Buffer.from([0]), bytes);
const utcTime = (ms) => der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/\D/g, "")}Z`));

const ECDSA_WITH_SHA256 = sequence(oid("2a8648ce3d040302"));
const COMMON_NAME = oid("550403");
const SUBJECT_ALT_NAME = oid("551d11");
const LOOPBACK_ADDRESS = der(0x87, Buffer.from([127, 0, 0, 1]));

/** The certificate of RFC 5280, section 4.1, that the key pair issues for itself. */
function selfSigned({ publicKey, privateKey }) {
  const name = sequence(der(0x31, sequence(COMMON_NAME, text("sockeye interop"))));
  const extensions = sequence(sequence(SUBJECT_ALT_NAME, der(0x04, sequence(LOOPBACK_ADDRESS))));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1]), randomBytes(8)), // serial number, positive
    ECDSA_WITH_SHA256,
    name,
    sequence(utcTime(Date.now() - DAY_MS), utcTime(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  return sequence(toBeSigned, ECDSA_WITH_SHA256, bits(sign("sha256", toBeSigned, privateKey)));
}

/** Writes both as PEM files: their paths, the certificate's text, and `remove()`. */
export function makeCertificate() {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const base64 = selfSigned(keys).toString("base64").replace(/.{64}/g, "$&\n");
  const pem = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
  const folder = mkdtempSync(join(tmpdir(), "sockeye-tls-"));
  const certificate = join(folder, "cert.pem");
  const key = join(folder, "key.pem");
  writeFileSync(certificate, pem);
  writeFileSync(key, keys.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return { pem, certificate, key, remove: () => rmSync(folder, { recursive: true }) };
}
