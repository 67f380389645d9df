package io.sockeye.server.engine;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.BinaryPayload;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.util.List;
import java.util.Optional;

/**
 * Payloads that are the body. In revision 3 one that holds bytes is binary, unless the client said
 * by {@code b64} that it cannot read such a body.
 *
 * @param base64 whether answers must be text
 */
record PlainPolling(EngineVersion version, boolean base64) implements PollFormat {
  private static final String TEXT = "text/plain; charset=UTF-8";
  private static final String BINARY = "application/octet-stream";

  @Override
  public void respond(EngineRequest poll, List<PacketGroup> groups) {
    boolean binary =
        !base64 && binaryForm().isPresent() && groups.stream().anyMatch(PacketGroup::hasBinary);
    String contentType = binary ? BINARY : TEXT;
    byte[] payload =
        binary ? PacketGroup.binaryPayload(version, groups) : PacketGroup.payload(version, groups);
    if (groups.size() == 1) {
      // A broadcast, perhaps: compressed once for all who poll.
      poll.respondPayload(contentType, payload, groups.get(0)::coded);
    } else {
      poll.respondPayload(contentType, payload);
    }
  }

  @Override
  public boolean reads(String contentType) {
    return !contentType.equals(BINARY) || binaryForm().isPresent();
  }

  @Override
  public PayloadDecoder decoder(EngineRequest post, byte[] body, Limits limits) {
    Optional<BinaryPayload> binary = binaryForm().filter(form -> post.contentType().equals(BINARY));
    return binary.isPresent()
        ? binary.get().decoder(body, limits)
        : version.codec().payload(body, limits);
  }

  private Optional<BinaryPayload> binaryForm() {
    return version.codec().binaryPayload();
  }
}
