package io.sockeye.client.compat;

import static io.sockeye.client.compat.CompatRig.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.SocketIoServer;
import java.lang.ref.WeakReference;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Managers that are shared are kept as long as anybody uses them, and no longer. */
final class ForgottenManagerTest {
  private final CompatRig rig = new CompatRig(SocketIoServer.create());

  @AfterEach
  void close() {
    rig.close();
  }

  private static void assertForgotten(WeakReference<Manager> manager) {
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(manager.get()).isNull();
            });
  }

  /** In a method of its own, so that nothing of the socket is left on the stack. */
  private static WeakReference<Manager> unused(URI uri) {
    return new WeakReference<>(IO.socket(uri).io());
  }

  private static WeakReference<Manager> used(URI uri) throws InterruptedException {
    Socket socket = connect(IO.socket(uri));
    Manager manager = socket.io();
    System.gc();
    assertThat(IO.socket(uri.resolve("/other")).io()).isSameAs(manager);
    socket.disconnect();
    return new WeakReference<>(manager);
  }

  @Test
  void managerThatNobodyUsesIsForgotten() {
    assertForgotten(unused(rig.uri("/")));
  }

  @Test
  void managerWhoseSocketsLeftIsForgotten() throws InterruptedException {
    assertForgotten(used(rig.uri("/")));
  }
}
