package io.sockeye.protocol.socketio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Utf8;

/**
 * What stands before the JSON of a packet (section 3.1): {@code
 * <type>[<attachments>-][<namespace>,] [<ack id>]}.
 *
 * @param type the digit of the packet's type
 * @param attachments how many binary messages belong to it
 * @param namespace its namespace
 * @param id its ack id, or {@link SocketPacket#NO_ID}
 * @param json what follows the head, empty if nothing does
 */
record PacketHead(char type, int attachments, String namespace, long id, Slice json) {
  static final char CONNECT = '0';
  static final char DISCONNECT = '1';
  static final char EVENT = '2';
  static final char ACK = '3';
  static final char CONNECT_ERROR = '4';
  static final char BINARY_EVENT = '5';
  static final char BINARY_ACK = '6';

  private static final int MOST_ID_DIGITS = 15;

  static PacketHead parse(Slice text, Limits limits) throws ProtocolException {
    return new Parser(text, limits).parse();
  }

  /** Walks over the bytes of a head, each of them once. */
  private static final class Parser {
    private final Slice text;
    private final Limits limits;
    private int at;

    Parser(Slice text, Limits limits) {
      this.text = text;
      this.limits = limits;
    }

    PacketHead parse() throws ProtocolException {
      char type = type();
      int attachments = type == BINARY_EVENT || type == BINARY_ACK ? attachments() : 0;
      String namespace = namespace();
      long id = id();
      return new PacketHead(type, attachments, namespace, id, text.part(at, text.length() - at));
    }

    /** Rule 4. */
    private char type() throws ProtocolException {
      if (text.isEmpty()) {
        throw new ProtocolException("expected a Socket.IO packet, got an empty message");
      }
      int type = next();
      if (type < CONNECT || type > BINARY_ACK) {
        throw new ProtocolException("expected a packet type from 0 to 6, got byte " + type);
      }
      at++;
      return (char) type;
    }

    /** Rule 5, with digits alone, the first of them not 0. */
    private int attachments() throws ProtocolException {
      int count = 0;
      while (isDigit(next()) && (count > 0 || next() != '0')) {
        count = 10 * count + next() - '0';
        if (count > limits.maxAttachments()) {
          throw new ProtocolException(
              "expected at most " + limits.maxAttachments() + " attachments, got more");
        }
        at++;
      }
      if (count == 0 || next() != '-') {
        throw new ProtocolException("expected a number of attachments from 1 on and a hyphen");
      }
      at++;
      return count;
    }

    /** Rule 6. */
    private String namespace() throws ProtocolException {
      if (next() != '/') {
        return "/";
      }
      int start = at;
      // A character takes three bytes of UTF-8 at most, four if it counts as two.
      int most = Math.min(text.length(), start + 3 * limits.maxNamespaceLength() + 1);
      while (at < most && next() != ',') {
        at++;
      }
      int length = at - start;
      int from = text.offset() + start;
      if (at < text.length() && next() == ',') {
        at++;
      } else if (at < text.length()) {
        throw tooLongNamespace();
      }
      if (!Utf8.isValid(text.array(), from, from + length)) {
        throw new ProtocolException("expected a namespace in UTF-8, got something else");
      }
      if (length == 1) {
        return "/";
      }
      String namespace = text.part(start, length).utf8();
      if (namespace.length() > limits.maxNamespaceLength()) {
        throw tooLongNamespace();
      }
      return namespace;
    }

    private ProtocolException tooLongNamespace() {
      return new ProtocolException(
          "expected a namespace of at most "
              + limits.maxNamespaceLength()
              + " characters, got a longer one");
    }

    /** Rule 7, with digits alone. */
    private long id() throws ProtocolException {
      int start = at;
      long id = 0;
      while (isDigit(next())) {
        if (at - start == MOST_ID_DIGITS) {
          throw new ProtocolException(
              "expected an ack id of at most " + MOST_ID_DIGITS + " digits, got more");
        }
        id = 10 * id + next() - '0';
        at++;
      }
      return at == start ? SocketPacket.NO_ID : id;
    }

    /** The byte to look at, or -1 at the end. */
    private int next() {
      return at < text.length() ? text.at(at) & 0xff : -1;
    }

    private static boolean isDigit(int next) {
      return next >= '0' && next <= '9';
    }
  }
}
