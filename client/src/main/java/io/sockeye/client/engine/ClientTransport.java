package io.sockeye.client.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;

/**
 * One way of a session between its opening and its end. All calls come, and all events go out, in
 * the mailbox of the session.
 */
interface ClientTransport {
  /**
   * What a transport tells its session. Nothing comes after {@link #onClose} or {@link #onFailure}.
   */
  interface Events {
    /** It can be written to: a WebSocket that is open, polling at once. */
    void onReady();

    /** A packet came. */
    void onPacket(EnginePacket packet);

    /** What was sent is out; it is writable again, unless it is paused or closing meanwhile. */
    void onDrain();

    /** It ended as the server, or {@link ClientTransport#close}, wanted. */
    void onClose(String detail);

    /** It could not be opened, or broke. */
    void onFailure(ConnectFailure failure);
  }

  /** What kind it is. */
  TransportType type();

  /** Begins; called once. */
  void open();

  /**
   * The server has opened the session; called while the packet that says so is told. Long polling
   * names the session in each request from now on.
   */
  void opened(String sid);

  /** Whether {@link #send} may be called. */
  boolean isWritable();

  /** Sends groups of packets, in order; it is not writable until {@link Events#onDrain}. */
  void send(List<PacketGroup> groups);

  /**
   * Ends all exchanges without a new one, for another transport to take over; what still comes in
   * by them is told before. A WebSocket has nothing to end.
   *
   * @param paused called when nothing is under way any more; not if the transport fails before
   */
  void pause(Runnable paused);

  /** Goes on after {@link #pause}, whether that has ended or not: the other transport failed. */
  void resume();

  /** Whether to go on reading; true at first. What has been read already is still told. */
  void setReading(boolean reading);

  /** Ends it in an orderly way, behind what was sent, and tells {@link Events#onClose}. */
  void close();

  /** Ends it at once. No event comes any more. */
  void abort();
}
