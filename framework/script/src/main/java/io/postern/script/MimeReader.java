// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;

import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.MimeIOException;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Takes a message apart into its leaves, those of attached messages too, in one pass from the
 * spool. Lenient: what can be made of a broken message is made of it. Whatever the message is, what
 * is kept of it and the time it takes are bounded, and that a bound was met is only said. Used
 * once, by one thread.
 */
final class MimeReader {
    /** Leaves. */
    static final int MOST = 1000;

    /** Multiparts and attached messages within each other. */
    static final int DEEPEST = 30;

    /** Octets of one field, and of one line of it. */
    static final int LONGEST_FIELD = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(MimeReader.class);

    /** Of all parts together: octets of the beginnings, and characters of the header sections. */
    private static final int KEPT_TEXT = 1024 * 1024;

    private static final int KEPT_FIELDS = 512 * 1024;
    private static final Duration TIME = Duration.ofSeconds(2);

    private static final MimeConfig LIMITS =
            MimeConfig.custom()
                    .setMaxLineLen(LONGEST_FIELD)
                    .setMaxHeaderLen(LONGEST_FIELD)
                    .setMaxHeaderCount(10_000)
                    .build();

    private final List<MimePart> parts = new ArrayList<>();
    private final List<HeaderField> fields = new ArrayList<>();
    private final byte[] buffer = new byte[8192];
    private int depth;
    private int fieldsLeft = KEPT_FIELDS;
    private int textLeft = KEPT_TEXT;
    private boolean truncated;

    private MimeReader() {}

    /**
     * Reads it from the spool, so it may block, for some seconds at most. Throws {@link
     * IllegalStateException} where that can't be read.
     */
    static MimeParts read(Message message) {
        return read(message, TIME);
    }

    static MimeParts read(Message message, Duration time) {
        try (InputStream content = message.content();
                DeadlineInput input = new DeadlineInput(content, time)) {
            MimeReader reader = new MimeReader();
            reader.readAll(input);
            return new MimeParts(reader.parts, reader.truncated || input.wasCut());
        } catch (IOException unreadable) {
            throw new IllegalStateException("the message can't be read", unreadable);
        }
    }

    /** An {@link IOException} is the spool's, all else the message's. */
    @SuppressWarnings(
            "IllegalCatch") // what a message makes the parser throw is the message's fault
    private void readAll(InputStream input) throws IOException {
        MimeTokenStream tokens = new MimeTokenStream(LIMITS);
        tokens.setRecursionMode(RecursionMode.M_RECURSE);
        tokens.parse(input);
        try {
            EntityState state = tokens.getState();
            while (state != EntityState.T_END_OF_STREAM && take(state, tokens)) {
                state = tokens.next();
            }
        } catch (MimeException | MimeIOException broken) {
            truncated = true;
            LOG.debug("status=broken-mime reason=\"{}\"", broken.getMessage());
        } catch (RuntimeException broken) {
            truncated = true;
            LOG.warn("status=broken-mime", broken);
        }
    }

    /** False where it is enough. */
    private boolean take(EntityState state, MimeTokenStream tokens) throws IOException {
        switch (state) {
            case T_START_HEADER -> fields.clear();
            case T_FIELD -> take(tokens.getField());
            case T_START_MULTIPART, T_START_MESSAGE -> depth++;
            case T_END_MULTIPART, T_END_MESSAGE -> depth--;
            case T_BODY -> {
                if (parts.size() < MOST) {
                    parts.add(leaf(tokens));
                } else {
                    truncated = true;
                }
            }
            default -> {}
        }
        truncated |= depth > DEEPEST;
        return depth <= DEEPEST && (parts.size() < MOST || !truncated);
    }

    /** One that isn't kept is still the parser's: it has its say on what the part is. */
    private void take(Field field) {
        String value = String.valueOf(field.getBody()).strip();
        int size = field.getName().length() + value.length();
        if (size > fieldsLeft) {
            truncated = true;
            return;
        }
        fieldsLeft -= size;
        fields.add(new HeaderField(field.getName(), value));
    }

    private MimePart leaf(MimeTokenStream tokens) throws IOException {
        MimePart.Head head = head(tokens.getBodyDescriptor());
        MessageDigest digest = sha256();
        byte[] kept = new byte[0];
        long size = 0;
        InputStream body = tokens.getDecodedInputStream();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            digest.update(buffer, 0, n);
            int more = Math.min(n, Math.min(textLeft, Limits.ANSWER - kept.length));
            if (more > 0) {
                int before = kept.length;
                kept = Arrays.copyOf(kept, before + more);
                System.arraycopy(buffer, 0, kept, before, more);
                textLeft -= more;
            }
            size += n;
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        return new MimePart(head, size, hash, ByteBuffer.wrap(kept));
    }

    private MimePart.Head head(BodyDescriptor body) {
        MimeParameters disposition = MimeParameters.of(fields, "Content-Disposition");
        MimeParameters type = MimeParameters.of(fields, "Content-Type");
        String filename = disposition.get("filename");
        return new MimePart.Head(
                word(body.getMimeType()),
                word(body.getCharset()),
                word(body.getTransferEncoding()),
                word(disposition.value()),
                filename.isEmpty() ? type.get("name") : filename,
                fields);
    }

    private static String word(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
