/** The vocabulary that servers and clients share: arguments, acks, reasons and errors. */
@NullMarked
package io.sockeye;

import org.jspecify.annotations.NullMarked;
