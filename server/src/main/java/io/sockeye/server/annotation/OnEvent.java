package io.sockeye.server.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method is called for each event of a name. What it returns is the ack, a {@code
 * CompletionStage} is awaited, and {@code Args} are several values; a method that returns nothing
 * sends no ack, unless it takes the {@link io.sockeye.Ack} and does so itself.
 *
 * @see AnnotatedHandlers
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnEvent {
  /** The name of the event: any but the empty one and the reserved ones. */
  String value();
}
