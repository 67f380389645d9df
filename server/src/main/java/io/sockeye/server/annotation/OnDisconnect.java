package io.sockeye.server.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method is called once for each socket that was connected and is no more, after all its
 * events; it returns nothing. Besides what all methods may take, it may take the {@link
 * io.sockeye.DisconnectReason}.
 *
 * @see AnnotatedHandlers
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OnDisconnect {}
