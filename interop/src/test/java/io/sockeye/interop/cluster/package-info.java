/** Official and own servers as nodes of one cluster. */
@NullMarked
package io.sockeye.interop.cluster;

import org.jspecify.annotations.NullMarked;
