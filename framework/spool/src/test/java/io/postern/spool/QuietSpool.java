// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.slf4j.LoggerFactory;

/** Keeps the spool's log quiet in a test where each crash would be something to warn of. */
interface QuietSpool {
    /** Of all the spool's classes. */
    Logger LOG = (Logger) LoggerFactory.getLogger("io.postern.spool");

    @BeforeAll
    static void beQuiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LOG.setLevel(null);
    }
}
