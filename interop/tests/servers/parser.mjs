/**
 * The parser of the official server and client, as a filter: each line of standard input is a packet, an array of its
 * messages, text or `{"hex": …}`; each line of standard output is the same packet, decoded and encoded again. One that
 * cannot be decoded becomes `{"error": …}`.
 */
import { once } from "node:events";
import { Decoder, Encoder } from "socket.io-parser";

const encoder = new Encoder();
let rest = "";
// Not node:readline, to which U+2028 ends a line, too.
for await (const chunk of process.stdin.setEncoding("utf8")) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  const answers = lines.map((line) => JSON.stringify(answer(JSON.parse(line))) + "\n").join("");
  if (!process.stdout.write(answers)) {
    await once(process.stdout, "drain");
  }
}

function answer(messages) {
  const decoded = [];
  const decoder = new Decoder();
  decoder.on("decoded", (packet) => decoded.push(packet));
  try {
    for (const message of messages) {
      decoder.add(message.hex === undefined ? message : Buffer.from(message.hex, "hex"));
    }
    if (decoded.length !== 1) {
      throw new Error(`expected one packet, got ${decoded.length}`);
    }
    return encoder.encode(decoded[0]).map((part) => (typeof part === "string" ? part : { hex: part.toString("hex") }));
  } catch (e) {
    return { error: e.message };
  }
}
