// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A message over its pieces in the journal: the head first, then what was written without its first
 * {@code skip} octets. Holds one piece at a time in memory.
 */
final class StoredMessage implements Message {
    private final long size;
    private final boolean eightBit;
    private final byte[] head;
    private final long skip;
    private final MessageParts parts;
    private volatile @Nullable List<HeaderField> headers;

    StoredMessage(long size, boolean eightBit, byte[] head, long skip, MessageParts parts) {
        this.size = size;
        this.eightBit = eightBit;
        this.head = head;
        this.skip = skip;
        this.parts = parts;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public List<HeaderField> headers() {
        List<HeaderField> known = headers;
        if (known == null) {
            try (InputStream content = content()) {
                known = HeaderSection.read(content);
            } catch (IOException impossible) { // the stream throws SpoolUnavailableException
                throw new UncheckedIOException(impossible);
            }
            headers = known;
        }
        return known;
    }

    @Override
    public boolean isEightBit() {
        return eightBit;
    }

    @Override
    public InputStream content() {
        return new PartsInputStream(head, skip, parts);
    }
}
