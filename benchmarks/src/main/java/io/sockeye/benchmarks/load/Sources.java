package io.sockeye.benchmarks.load;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Addresses of the loopback network, in turn: one has ports for some 28,000 connections only, and
 * the kernel takes long to find one when half of them are in use or were a minute ago.
 */
final class Sources {
  private static final int ADDRESSES = 250;

  private static final InetAddress[] ALL = all();

  private Sources() {}

  /** The address from which to open the connection with this number. */
  static InetAddress of(int connection) {
    return ALL[connection % ADDRESSES];
  }

  private static InetAddress[] all() {
    InetAddress[] all = new InetAddress[ADDRESSES];
    try {
      for (int i = 0; i < ADDRESSES; i++) {
        all[i] = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (i + 1)});
      }
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
    return all;
  }
}
