// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes into HOME/events when its bundle starts and stops. */
public final class Recorder implements BundleActivator {
    @Override
    public void start(BundleContext context) throws IOException {
        record("start", context);
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        record("stop", context);
    }

    private static void record(String event, BundleContext context) throws IOException {
        Path file = Path.of(context.getProperty("postern.home"), "events");
        String line =
                event
                        + " "
                        + context.getBundle().getSymbolicName()
                        + " "
                        + context.getBundle().getVersion()
                        + "\n";
        Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
