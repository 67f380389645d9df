/**
 * The Socket.IO codec: packets and their attachments to and from Engine.IO messages. No threads, no
 * clock.
 */
@NullMarked
package io.sockeye.protocol.socketio;

import org.jspecify.annotations.NullMarked;
