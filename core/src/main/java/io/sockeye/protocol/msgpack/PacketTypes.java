package io.sockeye.protocol.msgpack;

/** The numbers of the packet types. */
final class PacketTypes {
  static final int CONNECT = 0;
  static final int DISCONNECT = 1;
  static final int EVENT = 2;
  static final int ACK = 3;
  static final int CONNECT_ERROR = 4;

  private PacketTypes() {}
}
