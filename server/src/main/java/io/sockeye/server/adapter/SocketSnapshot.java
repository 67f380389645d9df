package io.sockeye.server.adapter;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A socket as its server describes it to others.
 *
 * @param id the id of the socket
 * @param handshake what was known when it connected, in the form that JavaScript knows
 * @param rooms the rooms it is in
 * @param data what the application keeps with it
 */
public record SocketSnapshot(
    String id,
    Map<String, @Nullable Object> handshake,
    Set<String> rooms,
    Map<String, @Nullable Object> data) {}
