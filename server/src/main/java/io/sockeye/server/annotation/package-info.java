/**
 * Listeners as methods of a plain object, told by annotations; thin over what {@link
 * io.sockeye.server.Namespace} offers.
 */
@NullMarked
package io.sockeye.server.annotation;

import org.jspecify.annotations.NullMarked;
