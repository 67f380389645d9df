package io.sockeye.server.annotation;

import io.sockeye.server.Namespace;
import java.util.List;

/**
 * Registers the annotated methods of an object as listeners of a namespace.
 *
 * <pre>{@code
 * class Chat {
 *   @OnConnect
 *   void connected(Socket socket) { socket.join("lobby"); }
 *
 *   @OnEvent("say")
 *   Receipt say(Socket socket, Say say) { ... }    // what it returns is the ack
 * }
 *
 * AnnotatedHandlers.register(io.of("/chat"), new Chat());
 * }</pre>
 *
 * <p>Parameters are bound by their type, in any order: {@code Socket}, {@code Namespace}, {@code
 * Handshake}, the {@linkplain Principal principal}; for events also {@code Ack} and {@code Args};
 * for disconnections {@code DisconnectReason}. The other parameters of an event's method are the
 * arguments of the event, one by one, with their type arguments. An argument that is missing, null
 * or of another type is a fault of the client: the method is not called, the observer is told, and
 * the connection lives. What may be missing is an {@code Optional}, or a parameter that is marked
 * {@code Nullable}. More arguments than parameters are ignored.
 *
 * <p>Methods of super-classes and interfaces count too; the annotation may stand on what a method
 * overrides. Methods may be of any visibility but private, and the class too, if its module lets
 * reflection in.
 */
public final class AnnotatedHandlers {
  private AnnotatedHandlers() {}

  /**
   * Registers all methods of an object, or none.
   *
   * @throws IllegalArgumentException if a method cannot be what its annotation says, naming the
   *     class, the method and what to do
   */
  public static void register(Namespace namespace, Object handler) {
    List<HandlerMethod> methods = HandlerMethods.of(handler);
    methods.forEach(method -> method.addTo(namespace));
  }
}
