/**
 * The Engine.IO server: handshake, polling, WebSocket, upgrade, heartbeat. It knows nothing of
 * Socket.IO and is usable alone.
 */
@NullMarked
package io.sockeye.server.engine;

import org.jspecify.annotations.NullMarked;
