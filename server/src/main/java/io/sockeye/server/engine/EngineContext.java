package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a session needs of its server.
 *
 * @param overflow takes over what a drain of a mailbox leaves
 * @param onOpen takes a session that was opened, inside its mailbox
 */
record EngineContext(
    EngineOptions options,
    Timers timers,
    Executor overflow,
    EngineObserver observer,
    SessionTable sessions,
    Consumer<EngineSession> onOpen) {}
