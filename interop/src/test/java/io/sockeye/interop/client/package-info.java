/** Our client against the official servers, our own, and a bad network. */
@NullMarked
package io.sockeye.interop.client;

import org.jspecify.annotations.NullMarked;
