// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The material from its files, read again when one of them has changed: by a handshake, at most
 * once in a while, by one thread while the others go on with what there is. That sees a rename over
 * the file, a link that points elsewhere, as certbot leaves it, and a write in place, on every file
 * system. What is read must be good as a whole, or the old is kept and the log says why; half of a
 * renewal is looked at again when the other half is there.
 *
 * <p>Safe for many threads.
 */
final class TlsFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);
    private static final InstantSource CLOCK = Clock.systemUTC();

    private final TlsSettings settings;
    private final long interval;
    private final LongSupplier nanoTime;
    private final ReentrantLock reloading = new ReentrantLock();

    private volatile @Nullable TlsMaterial material;
    private volatile String trouble = "";
    private volatile long looked;
    private List<String> stamp;

    /** Reads them; trouble is told when the material is asked for. */
    TlsFiles(TlsSettings settings, Duration interval, LongSupplier nanoTime) {
        this.settings = settings;
        this.interval = interval.toNanos();
        this.nanoTime = nanoTime;
        this.looked = nanoTime.getAsLong();
        this.stamp = stamp();
        if (!settings.certificates().isEmpty()) {
            read();
        }
    }

    /**
     * What there is; from a changed file, where it is good.
     *
     * @throws TlsFileException if there never was anything good
     */
    TlsMaterial material() throws TlsFileException {
        if (nanoTime.getAsLong() - looked >= interval && reloading.tryLock()) {
            try {
                look();
            } finally {
                reloading.unlock();
            }
        }
        TlsMaterial present = material;
        if (present == null) {
            throw new TlsFileException(
                    trouble.isEmpty() ? "tls: there is no certificate" : trouble);
        }
        return present;
    }

    boolean isGood() {
        return material != null;
    }

    private void look() {
        List<String> now = stamp();
        if (!now.equals(stamp)) {
            stamp = now;
            read();
        }
        looked = nanoTime.getAsLong();
    }

    private void read() {
        try {
            TlsMaterial good = TlsMaterial.read(settings);
            material = good;
            trouble = "";
            good.identities().forEach(TlsFiles::tell);
        } catch (TlsFileException broken) {
            trouble = String.valueOf(broken.getMessage());
            LOG.error(
                    "tls: {}{}", trouble, material == null ? "" : "; the one in use stays in use");
        }
    }

    private static void tell(ServerIdentity identity) {
        LOG.info("tls: certificate={} names={}", identity.file(), identity.names());
        identity.warning(CLOCK.instant())
                .ifPresent(warning -> LOG.warn("tls: certificate={} {}", identity.file(), warning));
    }

    /** Changes whenever a file does; its links are followed. */
    private List<String> stamp() {
        return settings.files().stream().map(TlsFiles::stamp).toList();
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, new LinkOption[0]);
            return attributes.fileKey()
                    + " "
                    + attributes.size()
                    + " "
                    + attributes.lastModifiedTime().toInstant();
        } catch (IOException gone) {
            return gone.getClass().getName();
        }
    }
}
