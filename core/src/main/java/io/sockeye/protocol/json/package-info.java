/** The seam behind which JSON is read and written. */
@NullMarked
package io.sockeye.protocol.json;

import org.jspecify.annotations.NullMarked;
