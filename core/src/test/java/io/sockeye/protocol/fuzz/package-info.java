/**
 * Fuzz targets, one for each decoder. {@link io.sockeye.protocol.fuzz.FuzzTest} runs them on seeds
 * and mutations of these in each build; the Maven profile {@code fuzz} lets Jazzer run them for as
 * long as one likes.
 */
package io.sockeye.protocol.fuzz;
