// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.DuplicateMessageFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

import java.nio.file.Path;

/**
 * The process's log: {@code data/log/postern.log}, rolled by day and size and bounded in total,
 * with warnings and worse also on stderr; or all of it on stderr. Written by a thread of its own
 * behind a bounded queue, so that a slow disk never holds mail up: when the queue is full, lines
 * are lost.
 */
final class Logs {
    /** One event a line, whatever is in it. */
    private static final String PATTERN =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\"} %-5level %logger{0} %replace(%msg){'[\\r"
                    + "\\n"
                    + "]+', ' '}%n";

    private static final int QUEUE = 16_384;

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);

    private Logs(boolean verbose) {
        context.reset();
        root.setLevel(Level.INFO);
        context.getLogger("net.openhft").setLevel(Level.WARN);
        // They complain of libraries that would make them faster and that we do without.
        context.getLogger("net.openhft.affinity").setLevel(Level.ERROR);
        context.getLogger("net.openhft.chronicle.core.cleaner").setLevel(Level.ERROR);
        // Every reset by a peer with its stack trace; the server says itself what matters.
        context.getLogger("org.apache.mina.core.service.IoProcessor").setLevel(Level.OFF);
        context.getLogger("io.postern").setLevel(verbose ? Level.DEBUG : Level.INFO);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Logs to files in a folder, and warnings to stderr too. */
    static Logs toFolder(Path folder, boolean verbose) {
        Logs logs = new Logs(verbose);
        logs.add(logs.file(folder), verbose);
        logs.root.addAppender(logs.stderr(Level.WARN));
        return logs;
    }

    /** Logs to stderr, where a container or systemd takes it up. */
    static Logs toStderr(Level least, boolean verbose) {
        Logs logs = new Logs(verbose);
        logs.root.addAppender(logs.stderr(least));
        return logs;
    }

    /** Nothing more of a logger and those below it. */
    void mute(String logger) {
        context.getLogger(logger).setLevel(Level.OFF);
    }

    /** The same line again isn't written. */
    void sayOnce() {
        DuplicateMessageFilter filter = new DuplicateMessageFilter();
        filter.setAllowedRepetitions(0);
        filter.start();
        context.addTurboFilter(filter);
    }

    /** Writes what is left. */
    void stop() {
        context.stop();
    }

    private void add(Appender<ILoggingEvent> appender, boolean verbose) {
        AsyncAppender async = new AsyncAppender();
        async.setContext(context);
        async.setQueueSize(QUEUE);
        async.setNeverBlock(!verbose);
        async.addAppender(appender);
        async.start();
        root.addAppender(async);
    }

    private Appender<ILoggingEvent> stderr(Level least) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(encoder());
        ThresholdFilter filter = new ThresholdFilter();
        filter.setLevel(least.levelStr);
        filter.start();
        console.addFilter(filter);
        console.start();
        return console;
    }

    private Appender<ILoggingEvent> file(Path folder) {
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setFile(folder.resolve("postern.log").toString());
        file.setEncoder(encoder());
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(file);
        policy.setFileNamePattern(folder.resolve("postern.%d{yyyy-MM-dd}.%i.log.gz").toString());
        policy.setMaxFileSize(FileSize.valueOf("100MB"));
        policy.setMaxHistory(30);
        policy.setTotalSizeCap(FileSize.valueOf("2GB"));
        policy.start();
        file.setRollingPolicy(policy);
        file.start();
        return file;
    }

    private PatternLayoutEncoder encoder() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }
}
