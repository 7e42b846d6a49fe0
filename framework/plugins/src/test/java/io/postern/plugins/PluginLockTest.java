// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.plugins.LockEntry.Copy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

class PluginLockTest {
    private static final LockEntry ENTRY =
            new LockEntry(
                    "router-x",
                    "router-x-1.jar",
                    new Copy("1.0.0", "aa"),
                    new Copy("0.9.0", "bb"),
                    new Copy("1.1.0", "cc"),
                    0.05,
                    new Uses(Set.of("a.Router"), Set.of(), Set.of("smtp")));

    @TempDir private Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Path file = folder.resolve("data/plugins.lock");
        PluginLock.read(file, true).put(ENTRY);
        assertThat(PluginLock.read(file, true).all()).containsExactly(ENTRY);
        PluginLock.read(file, true).remove("router-x");
        assertThat(PluginLock.read(file, true).all()).isEmpty();
    }

    @Test
    void oneThatObservesWritesNothing() throws Exception {
        Path file = folder.resolve("plugins.lock");
        PluginLock lock = PluginLock.read(file, false);
        lock.put(ENTRY);
        assertThat(lock.find("router-x")).contains(ENTRY);
        assertThat(file).doesNotExist();
    }

    @Test
    void aBrokenOneIsBegunAnew() throws Exception {
        Path file = Files.writeString(folder.resolve("plugins.lock"), "{\"plugins\": [{");
        assertThat(PluginLock.read(file, true).all()).isEmpty();
        Files.writeString(file, "{\"plugins\": [{\"name\": 3}, \"x\", {\"name\": \"y\"}]}");
        assertThat(PluginLock.read(file, true).all()).isEmpty();
    }

    @Test
    void copiesAreNamedByWhatIsInThemAndGoWhenNobodyNeedsThem() throws Exception {
        PrivateCopies copies = new PrivateCopies(folder);
        String kept = keep(copies, "one");
        String gone = keep(copies, "two");
        assertThat(copies.has(kept)).isTrue();
        copies.keepOnly(Set.of(kept));
        assertThat(copies.has(kept)).isTrue();
        assertThat(copies.has(gone)).isFalse();
        Files.writeString(copies.of(kept), "somebody else's");
        assertThat(copies.has(kept)).isFalse();
        assertThat(copies.has("../plugins.lock")).isFalse();
    }

    private static String keep(PrivateCopies copies, String text) throws Exception {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try (PrivateCopies.Taken taken = copies.take(new ByteArrayInputStream(octets))) {
            copies.keep(taken);
            return taken.sha256();
        }
    }
}
