// SPDX-License-Identifier: Apache-2.0
package io.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Every change of what plugins compile against is a visible line in review, and has the version
 * that OSGi's rules give it.
 *
 * <p>To accept a change: copy {@code target/api-surface.txt} over the resource, and raise the
 * version of the package in its {@code package-info.java} as {@link
 * #versionsSayWhatChangedSinceTheLastRelease} demands. At a release copy {@code
 * target/api-baseline.txt} over its resource too; until the first one it says what was there when
 * people began to write plugins.
 */
class ApiSurfaceTest {
    private static final Path RECORDED = Path.of("src/test/resources");

    @Test
    void exportedApiIsTheOneOnRecord() throws IOException {
        List<String> surface =
                ApiSurface.of(Path.of("target/classes")).stream()
                        .filter(line -> !line.contains(" | @"))
                        .toList();
        Files.write(Path.of("target/api-surface.txt"), surface);

        assertThat(surface).isEqualTo(Files.readAllLines(RECORDED.resolve("api-surface.txt")));
    }

    @Test
    void versionsSayWhatChangedSinceTheLastRelease() throws IOException {
        List<String> surface = ApiSurface.of(Path.of("target/classes"));
        Files.write(Path.of("target/api-baseline.txt"), surface);

        assertThat(
                        Baseline.problems(
                                Files.readAllLines(RECORDED.resolve("api-baseline.txt")), surface))
                .isEmpty();
    }
}
