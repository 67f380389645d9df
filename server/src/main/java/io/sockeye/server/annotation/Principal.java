package io.sockeye.server.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The parameter is who the socket belongs to: the {@linkplain io.sockeye.server.Socket#principal()
 * principal}. Without one, or with one of another type, the call fails; a parameter of type {@code
 * Optional} is empty without one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Principal {}
