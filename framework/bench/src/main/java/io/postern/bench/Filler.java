// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What bodies are made of: one block of text for all messages. Its lines have 80 octets with their
 * end, and no full stop, so that none has to be doubled (RFC 5321 section 4.5.2).
 */
final class Filler {
    static final int LINE = 80;
    static final int BLOCK = LINE * 800;

    private static final String LETTERS =
            "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 ";

    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);

    Filler(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(seed);
        for (int i = 0; i < BLOCK; i++) {
            block.put(
                    switch (i % LINE) {
                        case LINE - 2 -> (byte) '\r';
                        case LINE - 1 -> (byte) '\n';
                        default -> (byte) LETTERS.charAt(random.nextInt(LETTERS.length()));
                    });
        }
        block.flip();
    }

    /** A view of its own on the block. */
    ByteBuffer view() {
        return block.duplicate();
    }

    /**
     * Points the view at the next piece of a body that still lacks so many octets. The first piece
     * is what is over a number of whole blocks, so that each piece ends with a line.
     *
     * @return how many octets the piece has
     */
    static int point(ByteBuffer view, long left) {
        int part = (int) (left % BLOCK);
        int size = part == 0 ? BLOCK : part;
        view.limit(BLOCK).position(BLOCK - size);
        return size;
    }

    /** Whether a body of that length would begin with the second half of a line's end. */
    static boolean isTorn(long length) {
        return length % LINE == 1;
    }
}
