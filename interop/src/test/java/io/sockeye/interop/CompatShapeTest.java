package io.sockeye.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.client.compat.Ack;
import io.sockeye.client.compat.AckWithTimeout;
import io.sockeye.client.compat.Emitter;
import io.sockeye.client.compat.IO;
import io.sockeye.client.compat.Manager;
import io.sockeye.client.compat.Socket;
import io.sockeye.client.compat.SocketOptionBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

/**
 * Whether our façade has all that programs call of the official Java client; what is missing stands
 * in {@code docs/migrating-from-java-client.md}.
 */
final class CompatShapeTest {
  private static final Map<Class<?>, Class<?>> OURS =
      Map.of(
          io.socket.client.IO.class, IO.class,
          io.socket.client.IO.Options.class, IO.Options.class,
          io.socket.client.SocketOptionBuilder.class, SocketOptionBuilder.class,
          io.socket.client.Socket.class, Socket.class,
          io.socket.client.Manager.class, Manager.class,
          io.socket.client.Manager.Options.class, Manager.Options.class,
          io.socket.client.Ack.class, Ack.class,
          io.socket.client.AckWithTimeout.class, AckWithTimeout.class,
          io.socket.emitter.Emitter.class, Emitter.class,
          io.socket.emitter.Emitter.Listener.class, Emitter.Listener.class);

  @Test
  void nothingIsMissingButWhatIsTold() {
    Set<String> missing = new TreeSet<>();
    OURS.forEach(
        (theirs, ours) -> {
          Stream.of(theirs.getDeclaredMethods())
              .filter(method -> isApi(method.getModifiers(), method.isSynthetic()))
              .filter(method -> Stream.of(ours.getMethods()).noneMatch(own -> fits(method, own)))
              .map(method -> theirs.getSimpleName() + "." + signature(method))
              .forEach(missing::add);
          Stream.of(theirs.getFields())
              .filter(field -> !isHidden(theirs, field))
              .filter(field -> Stream.of(ours.getFields()).noneMatch(own -> fits(field, own)))
              .map(field -> theirs.getSimpleName() + "." + field.getName())
              .forEach(missing::add);
        });

    assertThat(missing)
        .containsExactlyInAnyOrder(
            "AckWithTimeout.cancelTimer()",
            "AckWithTimeout.schedule(TimerTask)",
            "IO.setDefaultOkHttpCallFactory(Factory)",
            "IO.setDefaultOkHttpWebSocketFactory(Factory)",
            "Manager.EVENT_PACKET",
            "Manager.EVENT_TRANSPORT",
            "Manager.open(OpenCallback)",
            "Manager.randomizationFactor()",
            "Manager.randomizationFactor(double)",
            "Manager.reconnection(boolean)",
            "Manager.reconnectionAttempts()",
            "Manager.reconnectionAttempts(int)",
            "Manager.reconnectionDelay()",
            "Manager.reconnectionDelay(long)",
            "Manager.reconnectionDelayMax()",
            "Manager.reconnectionDelayMax(long)",
            "Manager.timeout()",
            "Manager.timeout(long)",
            "Options.callFactory",
            "Options.decoder",
            "Options.encoder",
            "Options.policyPort",
            "Options.transportOptions",
            "Options.webSocketFactory",
            "SocketOptionBuilder.setPolicyPort(int)");
  }

  @Test
  void namesOfEventsAreTheSame() throws Exception {
    for (Class<?> theirs : List.of(io.socket.client.Socket.class, io.socket.client.Manager.class)) {
      for (Field own : OURS.get(theirs).getFields()) {
        assertThat(own.get(null)).isEqualTo(theirs.getField(own.getName()).get(null));
      }
    }
  }

  @Test
  void objectsOfOrgJsonAreRefusedWithAWordOfHelp() throws Exception {
    Socket socket = IO.socket("http://localhost:1");

    assertThatThrownBy(() -> socket.emit("say", new JSONObject()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("org.json.JSONObject")
        .hasMessageContaining("toMap()");
  }

  private static boolean isApi(int modifiers, boolean synthetic) {
    return Modifier.isPublic(modifiers) && !synthetic;
  }

  /** Whether a field of a class below has the same name. */
  private static boolean isHidden(Class<?> type, Field field) {
    try {
      return !type.getField(field.getName()).equals(field);
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean fits(Method theirs, Method own) {
    if (!own.getName().equals(theirs.getName())
        || own.getParameterCount() != theirs.getParameterCount()) {
      return false;
    }
    for (int i = 0; i < own.getParameterCount(); i++) {
      if (!own.getParameterTypes()[i].isAssignableFrom(our(theirs.getParameterTypes()[i]))) {
        return false;
      }
    }
    return our(theirs.getReturnType()).isAssignableFrom(own.getReturnType());
  }

  private static boolean fits(Field theirs, Field own) {
    return own.getName().equals(theirs.getName())
        && own.getType().isAssignableFrom(our(theirs.getType()));
  }

  private static Class<?> our(Class<?> theirs) {
    return OURS.getOrDefault(theirs, theirs);
  }

  private static String signature(Method method) {
    List<String> types =
        Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
    return method.getName() + "(" + String.join(",", types) + ")";
  }
}
