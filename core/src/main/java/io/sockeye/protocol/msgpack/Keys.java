package io.sockeye.protocol.msgpack;

/** The members of the map that a packet is. */
final class Keys {
  static final String TYPE = "type";
  static final String NAMESPACE = "nsp";
  static final String DATA = "data";
  static final String ID = "id";

  /** How many bytes the longest of them has. */
  static final int LONGEST = 4;

  private Keys() {}
}
