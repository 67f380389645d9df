package io.sockeye.benchmarks.peer;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOServer;

/** The role {@code bench} on netty-socketio: {@code NettySocketIo PORT}. */
public final class NettySocketIo {
  private static final int MOST_BYTES = 1_000_000;

  private NettySocketIo() {}

  /** Listens until the process is ended. */
  public static void main(String[] args) {
    Configuration configuration = new Configuration();
    configuration.setHostname("127.0.0.1");
    configuration.setPort(Integer.parseInt(args[0]));
    configuration.setUseLinuxNativeEpoll(true);
    // As the role has them, where the library's own defaults differ.
    configuration.setPingInterval(25_000);
    configuration.setPingTimeout(20_000);
    configuration.setMaxFramePayloadLength(MOST_BYTES);
    configuration.setMaxHttpContentLength(MOST_BYTES);
    configuration.setWebsocketCompression(false);

    SocketIOServer server = new SocketIOServer(configuration);
    server.addEventListener(
        "echo", String.class, (client, text, ack) -> client.sendEvent("echo", text));
    server.addEventListener("ack", String.class, (client, text, ack) -> ack.sendAckData(text));
    server.addEventListener(
        "bin", byte[].class, (client, binary, ack) -> client.sendEvent("bin", binary));
    server.addEventListener(
        "bcast",
        Object.class,
        (client, value, ack) -> server.getBroadcastOperations().sendEvent("bcast", value));
    server.addEventListener("join", String.class, (client, room, ack) -> client.joinRoom(room));
    server.addEventListener(
        "room",
        RoomMessage.class,
        (client, message, ack) ->
            server.getRoomOperations(message.room).sendEvent("room", message.payload));
    server.start();
    System.out.printf("READY netty-socketio at 127.0.0.1:%d%n", configuration.getPort());
  }

  /** What is to be said to a room. */
  public static final class RoomMessage {
    /** Its name. */
    public String room;

    /** Anything. */
    public Object payload;
  }
}
