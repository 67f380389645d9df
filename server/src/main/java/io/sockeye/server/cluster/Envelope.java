package io.sockeye.server.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A message with the name of the server that sent it.
 *
 * @param nodeId who sent it; null where the format does not say, which only happens with responses
 */
public record Envelope(@Nullable String nodeId, ClusterMessage message) {}
