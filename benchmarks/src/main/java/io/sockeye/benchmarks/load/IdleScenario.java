package io.sockeye.benchmarks.load;

/** Clients that are there and answer heartbeats. */
final class IdleScenario extends WebSocketScenario {
  private long heartbeats;
  private long left;
  private boolean leaving;

  IdleScenario(LoadOptions options, Loop loop) {
    super(options, loop);
  }

  @Override
  public void start() {
    // They have nothing to say.
  }

  void leave() {
    leaving = true;
    for (int i = 0; i < clients(); i++) {
      client(i).leave();
    }
  }

  @Override
  public void left(Client client) {
    left++;
  }

  @Override
  public void heartbeat(Client client) {
    heartbeats++;
  }

  @Override
  public void frame(Client client, int opcode, byte[] bytes, int from, int to) {
    throw new LoadFailure(
        "client %d: expected heartbeats only, got %s"
            .formatted(client.index(), Message.Expected.show(opcode, bytes, from, to)));
  }

  long heartbeats() {
    return heartbeats;
  }

  @Override
  public long progress() {
    return super.progress() + left;
  }

  @Override
  public boolean silenceIsFine() {
    return ready() && !leaving;
  }

  @Override
  public long outstanding() {
    return leaving ? clients() - left : 0;
  }
}
