// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "512,512",
        "1KiB,1024",
        "2 k,2048",
        "1kb,1000",
        "10MiB,10485760",
        "3MB,3000000",
        "1GiB,1073741824"
    })
    void aSizeIsReadWithItsUnit(String text, int octets) {
        assertThat(Sizes.parse(text).biggest()).isEqualTo(octets);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "2GiB", "1XB", "-1", "1KiB:", "1KiB:0", "1KiB,,2KiB", "1KiB:x"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharesAreKeptOverManyMessages() {
        Sizes sizes = Sizes.parse("1KiB:90,100KiB:9,10MiB:1");
        int[] counts = new int[3];
        for (int i = 0; i < 100_000; i++) {
            counts[sizes.index(7, i)]++;
        }
        assertThat(counts[0]).isBetween(89_000, 91_000);
        assertThat(counts[1]).isBetween(8_500, 9_500);
        assertThat(counts[2]).isBetween(800, 1_200);
    }

    @Test
    void theSameSeedGivesTheSameSizes() {
        Sizes sizes = Sizes.parse("1:1,2:1");
        assertThat(indices(sizes, 1)).isEqualTo(indices(sizes, 1)).isNotEqualTo(indices(sizes, 2));
    }

    private static java.util.List<Integer> indices(Sizes sizes, long seed) {
        return java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> sizes.index(seed, i))
                .toList();
    }
}
