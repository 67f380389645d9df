package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import io.sockeye.log.LogText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says at the beginning of a connection about whose it is: the header of the PROXY
 * protocol, versions 1 and 2.
 *
 * @param client whose connection it is; null if it is the proxy's own, or it has no IP address
 * @see <a href="https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt">The PROXY protocol</a>
 */
record ProxyHeader(@Nullable InetSocketAddress client) {
  /** It is no header, or none that can be. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  private static final byte[] SIGNATURE_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SIGNATURE_2 = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  /** The longest line of version 1 (section 2.1). */
  private static final int MAX_BYTES_1 = 107;

  private static final int FIXED_BYTES_2 = 16;

  /** What may follow the fixed part of version 2: addresses, and what we skip. */
  private static final int MAX_BYTES_2 = 4_096;

  private static final ProxyHeader OWN = new ProxyHeader(null);

  /**
   * Takes a header off the bytes; null, and nothing taken, as long as it may still become one.
   *
   * @throws MalformedException if it cannot
   */
  static @Nullable ProxyHeader take(ByteBuf in) throws MalformedException {
    if (begins(in, SIGNATURE_1)) {
      return take1(in);
    }
    if (begins(in, SIGNATURE_2)) {
      return take2(in);
    }
    throw new MalformedException(
        "expected the PROXY protocol, got something else: is the balancer told to send it?");
  }

  private static boolean begins(ByteBuf in, byte[] signature) {
    for (int i = 0; i < Math.min(signature.length, in.readableBytes()); i++) {
      if (in.getByte(in.readerIndex() + i) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable ProxyHeader take1(ByteBuf in) throws MalformedException {
    int length = in.bytesBefore(Math.min(in.readableBytes(), MAX_BYTES_1), (byte) '\n');
    if (length < 0) {
      if (in.readableBytes() < MAX_BYTES_1) {
        return null;
      }
      throw new MalformedException(
          "expected a line of at most %d bytes, got more".formatted(MAX_BYTES_1));
    }
    String line = in.readCharSequence(length + 1, StandardCharsets.ISO_8859_1).toString();
    if (!line.endsWith("\r\n")) {
      throw new MalformedException("expected a line that ends with CR and LF, got LF alone");
    }
    String[] parts = line.substring(0, line.length() - 2).split(" ", -1);
    if (parts[1].equals("UNKNOWN")) {
      return OWN;
    }
    boolean v6 = parts[1].equals("TCP6");
    if (parts.length != 6 || (!v6 && !parts[1].equals("TCP4"))) {
      throw new MalformedException(
          "expected TCP4, TCP6 or UNKNOWN, two addresses and two ports, got "
              + LogText.quoted(line.strip()));
    }
    address(parts[3], v6);
    port(parts[5]);
    return new ProxyHeader(new InetSocketAddress(address(parts[2], v6), port(parts[4])));
  }

  private static InetAddress address(String text, boolean v6) throws MalformedException {
    boolean valid = v6 ? NetUtil.isValidIpV6Address(text) : NetUtil.isValidIpV4Address(text);
    byte[] bytes =
        valid && text.indexOf('%') < 0 && text.indexOf('[') < 0
            ? NetUtil.createByteArrayFromIpAddressString(text)
            : null;
    if (bytes == null) {
      throw new MalformedException(
          "expected an address of %s, got %s"
              .formatted(v6 ? "TCP6" : "TCP4", LogText.quoted(text)));
    }
    return address(bytes);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // Only for another number of bytes.
    }
  }

  private static int port(String text) throws MalformedException {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int port = digits && text.length() <= 5 ? Integer.parseInt(text) : -1;
    if (port < 0 || port > 65_535) {
      throw new MalformedException("expected a port, got " + LogText.quoted(text));
    }
    return port;
  }

  private static @Nullable ProxyHeader take2(ByteBuf in) throws MalformedException {
    int start = in.readerIndex();
    if (in.readableBytes() < FIXED_BYTES_2) {
      return null;
    }
    int command = in.getUnsignedByte(start + 12);
    int family = in.getUnsignedByte(start + 13);
    int length = in.getUnsignedShort(start + 14);
    if (command != 0x20 && command != 0x21) {
      throw new MalformedException("expected version 2, LOCAL or PROXY, got " + command);
    }
    if (length > MAX_BYTES_2) {
      throw new MalformedException(
          "expected at most %d bytes, got %d".formatted(MAX_BYTES_2, length));
    }
    if (in.readableBytes() < FIXED_BYTES_2 + length) {
      return null;
    }
    ByteBuf body = in.skipBytes(FIXED_BYTES_2).readSlice(length);
    if (command == 0x20) {
      return OWN;
    }
    return switch (family) {
      case 0x11 -> new ProxyHeader(address2(body, 4));
      case 0x21 -> new ProxyHeader(address2(body, 16));
      case 0x00, 0x31 -> OWN; // Not known, or a Unix socket.
      default -> throw new MalformedException("expected a stream, got family " + family);
    };
  }

  /** The address that comes first is the client's, and so is the port. */
  private static InetSocketAddress address2(ByteBuf body, int size) throws MalformedException {
    if (body.readableBytes() < 2 * size + 4) {
      throw new MalformedException("expected two addresses and two ports, got fewer bytes");
    }
    byte[] client = new byte[size];
    body.readBytes(client).skipBytes(size);
    return new InetSocketAddress(address(client), body.readUnsignedShort());
  }
}
