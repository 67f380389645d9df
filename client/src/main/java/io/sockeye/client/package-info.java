/**
 * The Socket.IO client: managers, which keep a connection to a server, and their sockets, one for
 * each namespace.
 */
@NullMarked
package io.sockeye.client;

import org.jspecify.annotations.NullMarked;
