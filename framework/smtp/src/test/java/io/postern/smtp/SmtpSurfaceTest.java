// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.ApiSurface;
import io.postern.api.Baseline;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Plugins that speak SMTP compile against the grammar, so its version says what changed since the
 * last release, as that of the API does. At a release copy {@code target/smtp-baseline.txt} over
 * the resource.
 */
class SmtpSurfaceTest {
    @Test
    void versionSaysWhatChangedSinceTheLastRelease() throws IOException {
        List<String> surface = ApiSurface.of(Path.of("target/classes"));
        Files.write(Path.of("target/smtp-baseline.txt"), surface);

        assertThat(
                        Baseline.problems(
                                Files.readAllLines(Path.of("src/test/resources/smtp-baseline.txt")),
                                surface))
                .isEmpty();
    }
}
