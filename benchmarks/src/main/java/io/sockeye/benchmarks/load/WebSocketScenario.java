package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Clients over WebSocket that join and stay; what they then do is the subclass's. */
abstract class WebSocketScenario implements Scenario, Client.Listener {
  private final Loop loop;
  private final LoadOptions options;
  private final Client[] clients;
  private final @Nullable MessageInflater inflater;
  private int wanted;
  private int opened;
  private int prepared;

  WebSocketScenario(LoadOptions options, Loop loop) {
    this.loop = loop;
    this.options = options;
    clients = new Client[options.clients()];
    inflater = MessageInflater.of(options);
    wanted = clients.length;
  }

  @Override
  public final void open() throws IOException {
    while (opened < wanted && opened - prepared < OPENING_MOST) {
      Client client = new Client(opened, this, inflater);
      clients[opened] = client;
      InetAddress source = Sources.of(opened);
      InetSocketAddress server = server(opened);
      opened++;
      loop.connect(client, server, source);
    }
  }

  /** Where the client with this number connects. */
  InetSocketAddress server(int client) {
    return options.server();
  }

  /** Opens no more than these for now. */
  final void want(int count) {
    wanted = count;
  }

  @Override
  public void joined(Client client) {
    prepared(client);
  }

  /** The client is ready for the measurement. */
  final void prepared(Client client) {
    assert clients[client.index()] == client;
    prepared++;
  }

  @Override
  public final boolean ready() {
    return prepared == wanted;
  }

  @Override
  public long progress() {
    return prepared;
  }

  final Loop loop() {
    return loop;
  }

  final int clients() {
    return clients.length;
  }

  final Client client(int index) {
    return clients[index];
  }
}
