/**
 * The Socket.IO codec that speaks MessagePack, as the npm package {@code socket.io-msgpack-parser}
 * does: each packet is one binary message.
 */
@NullMarked
package io.sockeye.protocol.msgpack;

import org.jspecify.annotations.NullMarked;
