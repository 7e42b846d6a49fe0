// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How big the messages are: one size, or several, each with its share.
 *
 * @param shares in the order they were said
 */
public record Sizes(List<Share> shares) {
    /** The biggest message that can be asked for. */
    public static final int MOST = 1 << 30;

    private static final Pattern SHARE =
            Pattern.compile(
                    "(\\d{1,10})\\s*(B|KB|KIB|K|MB|MIB|M|GIB)?(?::(\\d{1,6}))?",
                    Pattern.CASE_INSENSITIVE);

    /**
     * One of them.
     *
     * @param octets of the message, as it would be on the disk
     * @param weight relative to the others
     */
    public record Share(int octets, int weight) {}

    public Sizes {
        shares = List.copyOf(shares);
        if (shares.isEmpty() || shares.stream().mapToInt(Share::weight).sum() <= 0) {
            throw new IllegalArgumentException("no size has a share");
        }
    }

    /**
     * Reads {@code 1KiB}, or {@code 1KiB:90,100KiB:9,10MiB:1}.
     *
     * @throws IllegalArgumentException with a line for whoever wrote it
     */
    public static Sizes parse(String text) {
        return new Sizes(Arrays.stream(text.split(",", -1)).map(Sizes::share).toList());
    }

    private static Share share(String text) {
        Matcher matcher = SHARE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no size, as 1KiB or 100KiB:9".formatted(text));
        }
        long octets = Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
        if (octets < 1 || octets > MOST) {
            throw new IllegalArgumentException(
                    "'%s' isn't between one octet and 1 GiB".formatted(text));
        }
        String weight = matcher.group(3);
        return new Share((int) octets, weight == null ? 1 : Integer.parseInt(weight));
    }

    private static long unit(@Nullable String name) {
        return switch (name == null ? "" : name.toUpperCase(Locale.ROOT)) {
            case "K", "KIB" -> 1 << 10;
            case "M", "MIB" -> 1 << 20;
            case "GIB" -> 1 << 30;
            case "KB" -> 1_000;
            case "MB" -> 1_000_000;
            default -> 1;
        };
    }

    /** Which of the shares a message is of: the same for the same seed and sequence number. */
    int index(long seed, long sequence) {
        if (shares.size() == 1) {
            return 0;
        }
        long total = 0;
        for (Share share : shares) {
            total += share.weight();
        }
        long left = Long.remainderUnsigned(mixed(seed + sequence * 0x9e3779b97f4a7c15L), total);
        int index = 0;
        while (left >= shares.get(index).weight()) {
            left -= shares.get(index).weight();
            index++;
        }
        return index;
    }

    /** SplitMix64's last step: neighbours have nothing in common. */
    private static long mixed(long value) {
        long first = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }

    int biggest() {
        return shares.stream().mapToInt(Share::octets).max().orElse(0);
    }

    @Override
    public String toString() {
        return shares.stream()
                .map(share -> share.octets() + (shares.size() == 1 ? "" : ":" + share.weight()))
                .collect(Collectors.joining(","));
    }
}
