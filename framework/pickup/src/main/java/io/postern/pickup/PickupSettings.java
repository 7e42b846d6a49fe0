// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import java.nio.file.Path;
import java.time.Duration;

/** What {@code pickup:} says, where it names a folder. */
record PickupSettings(Path folder, Format format, Duration poll, long messageSize) {
    /** What the files look like. */
    enum Format {
        /** {@code NAME.bsmtp}. */
        BSMTP(".bsmtp"),
        /** {@code NAME.json}, and {@code NAME.eml} which is there before it. */
        EML_JSON(".json"),
        /** Any name. */
        PLAIN("");

        private final String suffix;

        Format(String suffix) {
            this.suffix = suffix;
        }

        /** How the name of a file ends that stands for a message. */
        String suffix() {
            return suffix;
        }

        /** The file that the message is in. */
        Path message(Path file) {
            String name = String.valueOf(file.getFileName());
            return this == EML_JSON
                    ? file.resolveSibling(
                            name.substring(0, name.length() - suffix.length()) + ".eml")
                    : file;
        }
    }

    static PickupSettings of(Pickup.Options options) {
        Duration poll = Duration.parse(options.poll());
        if (!poll.isPositive()) {
            throw new IllegalArgumentException("pickup: poll: no time at all");
        }
        if (options.messageSize() < 1) {
            throw new IllegalArgumentException("pickup: message-size: nothing fits");
        }
        return new PickupSettings(
                Path.of(options.folder()), options.format(), poll, options.messageSize());
    }
}
